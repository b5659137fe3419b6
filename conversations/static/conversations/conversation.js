/**
 * One conversation: frames in, lines and questions out.
 *
 * One message is on its way at a time, so every answer and error has exactly one message it can belong to.
 * Knows nothing of sockets and elements.
 */

const QUIET = 500;
const PATIENCE = 45_000;
const TOO_BIG = 1009;

export class Conversation {
  #transcript;
  #connection;
  #view;
  #timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  #question = null;
  #inFlight = null;
  #settled = false;
  #processing = false;
  #greeted = false;
  #known = false;
  #timer = 0;

  constructor(transcript, connection, view) {
    this.#transcript = transcript;
    this.#connection = connection;
    this.#view = view;
    this.refresh();
  }

  /** Take a message of the user: sent now, or as soon as it can be. */
  say(text) {
    this.#transcript.add({ from: "you", text, state: "waiting" });
    this.#greeted = true;
    this.#view.suggest([]);
    this.#sendNext();
    this.#view.follow();
  }

  /** Say a failed message again, as a new one. */
  retry(id) {
    const failed = this.#transcript.find(id);
    this.#transcript.remove(id);
    this.say(failed.text);
  }

  /** Show the lines as they are stored; another tab may have changed them. */
  refresh() {
    this.#view.show(this.#transcript.lines(), this.#inFlight);
  }

  receive(frame) {
    switch (frame.type === "system" ? frame.content : frame.type) {
      case undefined:
        this.#answered(frame);
        break;
      case "error":
        this.#failed(frame);
        break;
      case "connection_established":
        // what it had received before, the server answers right after the connect without being asked again;
        // and whether it still knows the conversation, and its zone, it tells right after the connect too
        this.#settled = !this.#awaitsAnswer() && !this.#transcript.timezone;
        this.#known = false;
        break;
      case "conversation_resumed":
        this.#known = true;
        this.#settled ||= !this.#awaitsAnswer();
        this.#resumed(frame.metadata);
        break;
      case "processing":
        this.#processing = true;
        break;
      case "waiting_for_input":
        this.#ask(frame.metadata);
        break;
    }
    this.#sendNext();
    this.#view.typing(this.#processing);
    this.#watch();
  }

  /** The socket is gone: what is unanswered waits. */
  lost(code) {
    if (code === TOO_BIG && this.#inFlight) {
      this.#transcript.change(this.#inFlight, { state: "failed", error: "This message is too long.", retry: false });
    }
    this.leave();
    this.refresh();
  }

  leave() {
    clearTimeout(this.#timer);
    this.#settled = this.#processing = false;
    this.#inFlight = null;
    this.#view.typing(false);
  }

  #sendNext() {
    const [next] = this.#transcript.waiting();
    if (next && this.#settled && !this.#inFlight && !this.#processing) {
      this.#inFlight = next.id;
      this.#settled = !next.sent;
      const zone = next.sent ? next.zone : this.#zoneToTell();
      this.#transcript.change(next.id, { sent: true, zone });
      this.#connection.send({
        type: "user_message",
        content: next.text,
        timestamp: next.time,
        session_id: this.#transcript.clientId,
        id: next.id,
        timezone: zone,
      });
      this.#watch();
    }
    this.refresh();
  }

  #awaitsAnswer() {
    return this.#transcript.waiting().some((line) => line.sent);
  }

  /** The browser's zone is told once, and when it changes: a zone that was named in the chat counts until then. */
  #zoneToTell() {
    if (this.#known && this.#transcript.timezone === this.#timezone) {
      return undefined;
    }
    this.#known = true;
    this.#transcript.timezone = this.#timezone;
    return this.#timezone;
  }

  /** Wait for the quiet after a connect, and for an answer only as long as a live connection would need. */
  #watch() {
    clearTimeout(this.#timer);
    if (this.#inFlight || this.#processing) {
      this.#timer = setTimeout(() => this.#connection.renew(), PATIENCE);
    } else if (!this.#settled) {
      this.#timer = setTimeout(() => {
        this.#settled = true;
        this.#sendNext();
      }, QUIET);
    }
  }

  /** Return the id of the message that the present answer or error is about; it is no longer on its way. */
  #concluded() {
    const unasked = this.#processing ? this.#transcript.waiting().find((line) => line.sent)?.id : undefined;
    const id = this.#inFlight ?? unasked;
    this.#inFlight = null;
    this.#processing = false;
    return id;
  }

  #answered({ content, timestamp }) {
    const id = this.#concluded();
    if (id) {
      this.#transcript.answer(id, content, timestamp);
    } else {
      this.#addMissed(content, timestamp);
    }
    this.#ask(null);
  }

  #failed({ message, retry_suggested, metadata }) {
    const problems = metadata.errors ?? [];
    const id = this.#concluded();
    if (id && this.#timezone && problems.some(({ field }) => field === "timezone")) {
      this.#timezone = undefined;
      this.#transcript.change(id, { zone: undefined });
      return;
    }
    const [first] = problems;
    const error = first ? `This message could not be sent: ${first.field} ${first.problem}.` : message;
    if (id) {
      this.#transcript.change(id, { state: "failed", error, retry: retry_suggested });
      this.#ask(this.#question);
    } else {
      this.#view.note(error);
    }
  }

  #resumed({ conversation_summary, waiting_for_input, last_answer }) {
    if (!this.#transcript.waiting().length && last_answer) {
      this.#addMissed(last_answer.content, last_answer.timestamp);
    }
    this.refresh();
    if (!this.#greeted) {
      this.#view.note(`Welcome back. ${conversation_summary}`);
      this.#greeted = true;
    }
    this.#ask(waiting_for_input);
  }

  /** Add an answer to a message this browser knows nothing of, unless it is the last one shown. */
  #addMissed(text, time) {
    const last = this.#transcript.lines().findLast((line) => line.from === "muse");
    if (last?.text !== text) {
      this.#transcript.add({ from: "muse", text, time });
    }
  }

  /** Offer the open question's suggestions, unless something is to be said already. */
  #ask(question) {
    this.#question = question;
    this.#view.suggest(this.#transcript.waiting().length ? [] : (question?.suggestions ?? []));
  }
}
