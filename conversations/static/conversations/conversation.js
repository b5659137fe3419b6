/** One conversation: frames in, turns and questions out. Knows nothing of sockets and elements. */

import { newId, Outbox, read, write } from "./storage.js";

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const UNKNOWN = "unknown";

/** Return what a frame adds to the log: {id, seq} and said, answer, failure or stopped; undefined when nothing. */
function turnOf({ type, content, seq, timestamp, message_id, reply_to, metadata, message, retry_suggested }) {
  const asked = metadata?.reply_to;
  switch (type === "system" ? content : type) {
    case "user_message":
      return { id: message_id, seq, said: { text: content, time: timestamp } };
    case "bot_response":
      return { id: reply_to ?? message_id, seq, answer: { text: content, time: timestamp, metadata } };
    case "error":
      return asked && { id: asked, seq, failure: { text: message, retry: retry_suggested } };
    case "cancelled":
      return { id: asked, seq, stopped: true };
  }
}

/** Return the turns that frames of a history tell of, in order. */
export function turnsOf(frames) {
  const turns = new Map();
  for (const turn of frames.map(turnOf).filter(Boolean)) {
    const known = turns.get(turn.id) ?? turn;
    turns.set(turn.id, { ...known, ...turn, seq: known.seq });
  }
  return [...turns.values()];
}

const zoneKey = (clientId) => `meetingmuse.zone.${clientId}`;

/**
 * Return the frame of a message. The browser's zone is told once, when the server does not know the conversation (yet or
 * any more), and when it changes: a zone that was named in the chat counts until then.
 */
export function messageFrame(clientId, { id, text, time }, known) {
  const told = read(zoneKey(clientId));
  const timezone = told === UNKNOWN || (known && told === ZONE) ? undefined : ZONE;
  if (timezone) {
    write(zoneKey(clientId), ZONE);
  }
  return { type: "user_message", content: text, timestamp: time, session_id: clientId, id, timezone };
}

const isOver = ({ answer, failure, stopped }) => Boolean(answer || failure || stopped);

export class Conversation {
  #connection;
  #log;
  #others = new Map();
  #unanswered = new Set();
  #known = false;
  #running = null;
  #question = null;
  #answered = 0;

  constructor(clientId, connection, log) {
    this.clientId = clientId;
    this.#connection = connection;
    this.#log = log;
    this.outbox = new Outbox(clientId, connection, {
      frameOf: (message) => this.#frameOf(message),
      onChange: () => this.refresh(),
    });
    this.refresh();
  }

  /** Whether a turn runs that could be stopped. */
  get running() {
    return this.#running !== null;
  }

  /** Take a message of the user: sent now, or as soon as it can be. */
  say(text) {
    this.#log.suggest([]);
    this.outbox.add({ id: newId(), text, time: new Date().toISOString() });
    this.#log.follow();
  }

  /** Send a message again that failed; under its own id it is still one message. */
  retry(id) {
    const { said } = this.#log.find(id) ?? {};
    if (said) {
      this.#log.remove(id);
      this.outbox.add({ id, ...said });
    } else {
      this.outbox.retry(id);
    }
    this.#log.follow();
  }

  /** Return the text of what the user said, to be written again; what the server does not have yet is taken back. */
  rewrite(id) {
    const waiting = this.outbox.find(id);
    if (waiting && !waiting.taken && this.outbox.handing !== id) {
      this.outbox.remove(id);
    }
    return waiting?.text ?? this.#log.find(id)?.said?.text;
  }

  /** Return the id of what the user said last. */
  lastSaid() {
    return this.outbox.all().at(-1)?.id ?? this.#log.lastSaid()?.id;
  }

  stop() {
    this.#connection.send({ type: "cancel" });
  }

  /** Take over turns from a part of the history and return those that are over; the others wait. */
  recall(turns) {
    const over = turns.filter(isOver);
    turns.filter((turn) => !isOver(turn)).forEach((turn) => this.#wait(turn));
    this.#answered = Math.max(this.#answered, ...over.map(({ seq }) => seq ?? 0));
    over.filter(({ id }) => this.outbox.find(id)).forEach(({ id }) => this.outbox.remove(id));
    return over;
  }

  /** Show what waits as it is stored; another tab may have changed it. */
  refresh() {
    const own = this.outbox.all();
    const others = [...this.#others.values()].filter(({ id }) => own.every((message) => message.id !== id));
    const waiting = [...others, ...own].filter(({ id }) => !this.#log.find(id));
    this.#log.showWaiting(waiting.map((message) => ({ ...message, state: this.#stateOf(message) })));
  }

  receive(frame) {
    switch (frame.type === "system" ? frame.content : frame.type) {
      case "connection_established":
        this.#known = false;
        this.#unanswered.clear();
        break;
      case "conversation_resumed":
        this.#known = true;
        this.#unanswered = new Set(frame.metadata.unanswered);
        this.#ask(frame.metadata.waiting_for_input, frame.seq);
        break;
      case "user_message":
        this.#wait(turnOf(frame));
        break;
      case "processing":
        this.#begin(frame);
        break;
      case "processing_step":
        this.#running ??= { id: frame.metadata.reply_to, whole: false };
        this.#log.work(frame.metadata.label);
        break;
      case "response_delta":
        this.#running ??= { id: null, whole: false };
        this.#log.stream(this.#running.whole ? frame.metadata.delta : "");
        break;
      case "bot_response":
      case "cancelled":
        this.#conclude(turnOf(frame));
        break;
      case "waiting_for_input":
        this.#ask(frame.metadata, frame.seq);
        break;
      case "error":
        this.#failed(frame);
        break;
      case "history":
        this.#others.clear();
        this.#log.start(this.recall(turnsOf(frame.metadata.messages)), { before: null, more: true });
        this.refresh();
        break;
      case "pong":
        this.#heard(frame.nonce);
        break;
    }
  }

  /** Everything missed has been told: what the server does not have is sent. */
  ready() {
    const unknown = this.#unanswered.has(null) ? [] : [...this.#others.values()];
    for (const { id, seq, text, time } of unknown.filter((message) => !this.#unanswered.has(message.id))) {
      this.#others.delete(id);
      if (!this.outbox.find(id)) {
        this.#log.put({ id, seq, said: { text, time } });
      }
    }
    this.outbox.reconcile(this.#unanswered);
    this.refresh();
    this.#log.fill();
  }

  /** The socket is gone: what is unanswered waits. */
  lost(code) {
    this.#rest();
    this.outbox.lost(code);
    this.refresh();
  }

  leave() {
    this.outbox.leave();
  }

  #frameOf(message) {
    const frame = messageFrame(this.clientId, message, this.#known);
    this.#known = true;
    return frame;
  }

  #stateOf({ id, taken, after }) {
    if (!taken && after > Date.now()) {
      return "later";
    }
    if (!taken && !this.#connection.ready) {
      return "unsent";
    }
    return this.#running && this.#running.id !== id ? "queued" : "sending";
  }

  /** A message that the server has handled is followed by its own name; any other pong is a chance to look again. */
  #heard(id) {
    if (this.outbox.handing === id) {
      this.outbox.take(id);
    } else {
      this.outbox.deliver();
    }
  }

  /** Remember a message that is stored on the server and has no outcome yet; another tab may drop it from the outbox. */
  #wait({ id, seq, said }) {
    if (!this.#log.find(id)) {
      this.#others.set(id, { id, seq, ...said, taken: true });
    }
    this.outbox.take(id);
    this.refresh();
  }

  /** Work on a message begins; before everything missed is told it had begun earlier, and its first words are gone. */
  #begin({ seq, metadata }) {
    const id = metadata.reply_to;
    this.#rest();
    this.#running = { id, whole: this.#connection.ready };
    this.outbox.take(id);
    const said = this.#saidAs(id);
    if (said && !this.#log.find(id)) {
      this.#log.put({ id, seq: this.#others.get(id)?.seq ?? seq, said });
    }
    this.#log.suggest([]);
    this.#log.work("");
    this.refresh();
  }

  #saidAs(id) {
    const { text, time } = this.#others.get(id) ?? this.outbox.find(id) ?? {};
    return text === undefined ? undefined : { text, time };
  }

  #rest() {
    this.#running = null;
    this.#log.rest();
  }

  /** Put the outcome of a message into the log. */
  #conclude(turn) {
    const said = this.#saidAs(turn.id);
    if (this.#running && [turn.id, null].includes(this.#running.id)) {
      this.#rest();
    }
    this.#log.put({ ...(said && { said }), ...turn });
    this.#others.delete(turn.id);
    if (said) {
      this.outbox.remove(turn.id);
    }
    if (turn.answer && turn.seq > this.#answered) {
      this.#answered = turn.seq;
      this.#question = null;
    }
    this.#offer();
    this.refresh();
  }

  #failed(frame) {
    const { message, retry_suggested, metadata } = frame;
    const id = metadata.reply_to ?? this.outbox.handing;
    const [problem] = metadata.errors ?? [];
    if (!id) {
      // nothing was asked but what was missed: that is asked again over another connection
      if (!this.#connection.ready) {
        this.#connection.renew();
      }
    } else if (this.outbox.postpone(id, frame)) {
      this.#log.remove(id);
      if (this.#running?.id === id) {
        this.#rest();
      }
      this.refresh();
    } else if (metadata.reply_to) {
      this.#conclude(turnOf(frame));
    } else if (problem?.field === "timezone") {
      write(zoneKey(this.clientId), UNKNOWN);
      this.outbox.retry(id);
    } else {
      this.outbox.refuse(id, { text: problem ? `${problem.field} ${problem.problem}` : message, retry: retry_suggested });
      this.#offer();
    }
  }

  /** An open question is offered, unless it was answered meanwhile or something is to be said already. */
  #ask(question, seq) {
    if (seq > this.#answered) {
      this.#question = question;
    }
    this.#offer();
  }

  #offer() {
    const waiting = this.outbox.all().some(({ failed }) => !failed) || this.#others.size;
    this.#log.suggest(waiting ? [] : (this.#question?.suggestions ?? []));
  }
}
