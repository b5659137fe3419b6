export function conversationList() {}
