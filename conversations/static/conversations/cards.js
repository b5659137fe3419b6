/** Meetings as cards. */

export function card() {
  return null;
}

export function besides(content, { choices = [] }) {
  return { text: content, choices };
}

export function settle() {}
