/** Runs in the page before its own scripts: tells when it can be used, and can stand in for its socket. */

(() => {
  const measured = (window.measured = { interactive: 0, painted: [], longest: 0 });
  const shown = () => document.querySelector("#empty:not([hidden]), .turn");

  function untilInteractive() {
    if (shown()) {
      measured.interactive = performance.now();
    } else {
      requestAnimationFrame(untilInteractive);
    }
  }
  requestAnimationFrame(untilInteractive);

  /** Keep the longest of the tasks above 50 ms, which are all that the browser tells of. */
  measured.watchTasks = () => {
    const keep = ({ duration }) => (measured.longest = Math.max(measured.longest, duration));
    new PerformanceObserver((list) => list.getEntries().forEach(keep)).observe({ type: "longtask" });
  };

  let seq = Date.now();
  const frame = (fields) => ({ data: JSON.stringify({ timestamp: new Date().toISOString(), seq: ++seq, ...fields }) });
  const system = (content, metadata) => frame({ type: "system", content, metadata });

  class ScriptedSocket {
    constructor() {
      window.socket = this;
      setTimeout(() => {
        this.onopen();
        this.onmessage(system("connection_established"));
      });
    }

    send(text) {
      const sent = JSON.parse(text);
      if (sent.type === "ping") {
        setTimeout(() => this.onmessage(frame({ type: "pong", nonce: sent.nonce })));
      } else if (sent.type === "user_message") {
        this.asked = sent.id;
        setTimeout(() => this.onmessage(system("processing", { reply_to: sent.id })));
      }
    }

    delta(delta) {
      this.onmessage(system("response_delta", { message_id: "answer", delta }));
    }

    answer(content) {
      const metadata = { choices: [] };
      const message_id = `answer-${this.asked}`;
      this.onmessage(frame({ type: "bot_response", content, message_id, reply_to: this.asked, metadata }));
    }

    close() {}
  }
  measured.scriptSocket = () => (window.WebSocket = ScriptedSocket);

  const frames = () => new Promise(requestAnimationFrame);

  async function say(text) {
    const field = document.querySelector("#text");
    field.value = text;
    field.form.requestSubmit();
    while (document.querySelector("#working").hidden) {
      await frames();
    }
  }

  /** Say something and let `count` deltas come in at `rate` a second; how long each takes to be painted is kept. */
  measured.stream = async (count, rate) => {
    await say("Tell me something long");
    const streamed = document.querySelector("#streamed");
    const piece = "word ";
    const waiting = [];
    let sent = 0;
    const timer = setInterval(() => {
      waiting.push(performance.now());
      socket.delta(piece);
      sent += 1;
      if (sent === count) {
        clearInterval(timer);
      }
    }, 1000 / rate);
    while (measured.painted.length < count) {
      await frames();
      // a task after the frame's callbacks runs when the frame has been painted
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(null);
      });
      const there = Math.floor((streamed.textContent.length + 1) / piece.length) - measured.painted.length;
      const times = waiting.splice(0, Math.max(0, there));
      times.forEach((time) => measured.painted.push(performance.now() - time));
    }
    socket.answer(piece.repeat(count));
  };

  /** Hold `count` turns, each streamed. */
  measured.talk = async (count) => {
    for (let turn = 0; turn < count; turn += 1) {
      await say(`Question ${turn}`);
      for (const piece of ["This ", "is ", "the ", `answer ${turn}`]) {
        socket.delta(piece);
      }
      await frames();
      socket.answer(`This is the answer ${turn}\n• one\n• two`);
    }
  };

  /** Scroll up to the first message of a history. */
  measured.scrollUp = async (first) => {
    const scroller = document.querySelector("#scroller");
    while (!document.querySelector(`[data-id="${first}"]`)) {
      scroller.scrollTop -= 1500;
      await frames();
    }
  };
})();
