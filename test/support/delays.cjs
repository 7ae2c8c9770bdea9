// Delays what is sent over HTTP by random times, and holds the process up now and then. Calls overtake each other then,
// as they do on a busy machine, and a test that counts on their order fails here and not in CI:
//   npm run test:unit -- --require ./test/support/delays.cjs
const { OutgoingMessage, Server } = require("node:http");

/** Milliseconds; one in ten is up to five times as long. */
const LONGEST_DELAY = 60;
const LONGEST_HOLD = 60;
const BETWEEN_HOLDS = 300;

const delay = () => Math.random() * LONGEST_DELAY * (Math.random() < 0.1 ? 5 : 1);

const { end } = OutgoingMessage.prototype;
const delayed = new WeakSet();

/** Requests and answers alike end with it. */
OutgoingMessage.prototype.end = function (...given) {
  if (delayed.has(this)) return end.apply(this, given);
  delayed.add(this);
  setTimeout(() => this.destroyed || end.apply(this, given), delay());
  return this;
};

const { emit } = Server.prototype;

/** Requests that arrive. */
Server.prototype.emit = function (event, ...given) {
  if (event !== "request") return emit.call(this, event, ...given);
  setTimeout(() => emit.call(this, event, ...given), delay());
  return true;
};

(function hold() {
  const until = performance.now() + Math.random() * LONGEST_HOLD;
  while (performance.now() < until);
  setTimeout(hold, Math.random() * BETWEEN_HOLDS).unref();
})();
