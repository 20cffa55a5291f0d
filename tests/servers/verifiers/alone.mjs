// A verifier alone with what it is given: no network, the clock of the test, and nothing on standard output but its answers.

import { readFileSync } from "node:fs";
import { Socket } from "node:net";

const { now, documents: everywhere, cases } = JSON.parse(readFileSync(0, "utf8"));

Socket.prototype.connect = globalThis.fetch = () => {
  throw new Error("there is no network here");
};
globalThis.Date = class extends Date {
  constructor(...given) {
    super(...(given.length ? given : [now]));
  }
  static now() {
    return new Date().getTime();
  }
};
console.log = console.error;

const wordsOf = (error) => [error?.message ?? String(error), ...(error?.errors ?? []).map(wordsOf)].join("; ");

export const refused = (error) => ({ verdict: "refused", why: wordsOf(error) });
export const believed = (isRevoked) => ({ verdict: isRevoked ? "revoked" : "accepted", why: "" });

// ``look({ credential, find })`` at one case after the other; ``find(address)`` is the text that stands there.
export async function answer(look) {
  const answers = [];
  for (const { credential, documents } of cases) {
    const texts = { ...everywhere, ...documents };
    const missing = new Set();
    const find = (address) => {
      if (Object.hasOwn(texts, address)) return texts[address];
      missing.add(address);
      throw new Error(`nothing stands at ${address}`);
    };
    answers.push({ ...(await look({ credential, find }).catch(refused)), missing: [...missing] });
  }
  process.stdout.write(JSON.stringify(answers));
}
