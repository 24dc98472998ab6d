// Runs the mathematics of the page's script outside a browser: one JSON question a line in, one JSON answer a line out.
//
// node page.js SCRIPT
// {"kind": "check", "source": evidence, "key": verifier key, "subject": canonical code, "now": milliseconds}
//     {"state": "green" | "red" | "grey", "said": [sentence, …], "names": n}    of the language of the script
// {"kind": "signature", "key": hex, "message": hex, "signature": hex}
//     {"plain": bool, "native": bool}    by plain script, and by whatever the platform has
// {"kind": "hash", "message": hex}
//     {"sha256": hex, "sha512": hex}
// {"kind": "goesOn", "older": {"size", "root": base64}, "newer": the same, "tiles": {path: base64}}
//     {"goesOn": bool | null}
"use strict";

const page = require(require("path").resolve(process.argv[2]));
const head = given => [given.size, page.unbase64(given.root)];

const answers = {
  async check({ source, key, subject, now }) {
    const result = await page.check(source, key, subject, now);
    return { state: result.state, said: [...result.faults, ...result.doubts].map(s => s.en || s.zh), names: result.names.length };
  },
  async signature({ key, message, signature }) {
    const parts = [key, message, signature].map(page.unhex);
    return { plain: await page.verify(...parts, true), native: await page.verify(...parts) };
  },
  async hash({ message }) {
    const bytes = page.unhex(message);
    return { sha256: page.hex(page.sha256(bytes)), sha512: page.hex(page.sha512(bytes)) };
  },
  async goesOn({ older, newer, tiles }) {
    const load = async path => { if (!(path in tiles)) throw new Error("not found"); return page.unbase64(tiles[path]); };
    return { goesOn: await page.goesOn(head(older), head(newer), load) };
  },
};

const lines = require("fs").readFileSync(0, "utf8").split("\n").filter(line => line);
(async () => {
  for (const line of lines) {
    const question = JSON.parse(line);
    process.stdout.write(JSON.stringify(await answers[question.kind](question)) + "\n");
  }
})().catch(error => { console.error(error); process.exit(1); });
