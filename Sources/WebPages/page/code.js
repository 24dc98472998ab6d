"use strict";
// The page checks what it shows, by itself: the evidence is fetched and every hash, proof and signature in it is computed here, with no
// script of anybody else. Three outcomes are never mixed up: "green" (all holds), "red" (something is false) and "grey" (could not be
// checked). First the mathematics, which knows no page and runs in Node too; then the page.
// Kinds of what was read.
const isMap = v => v instanceof Map, isText = v => typeof v === "string";
const Yima = (() => {

// ---- bytes
const utf8 = new TextEncoder(), same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);
const cat = (...parts) => { const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0)); let at = 0; for (const p of parts) { all.set(p, at); at += p.length; } return all; };
const text = bytes => { try { return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes); } catch { return null; } };
const hex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, "0")).join("");
const unhex = t => /^([0-9a-f]{2})*$/.test(t) ? Uint8Array.from(t.match(/../g) || [], x => parseInt(x, 16)) : null;
const base64 = bytes => { let s = ""; for (const b of bytes) s += String.fromCharCode(b); return btoa(s); };
// One encoding only for any bytes: what atob forgives is refused.
const unbase64 = t => { if (!isText(t) || t.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(t)) return null; let s; try { s = atob(t); } catch { return null; } const b = Uint8Array.from(s, c => c.charCodeAt(0)); return base64(b) === t ? b : null; };
const before = (a, b) => { const x = utf8.encode(a), y = utf8.encode(b); for (let i = 0; i < x.length && i < y.length; i++) if (x[i] !== y[i]) return x[i] < y[i]; return x.length < y.length; };
const integer = (t, max = Number.MAX_SAFE_INTEGER) => /^(0|[1-9][0-9]{0,15})$/.test(t) && Number(t) <= max ? Number(t) : null;

// ---- SHA-256 and SHA-512 (FIPS 180-4); the constants are the first bits of the roots of primes
const primes = []; for (let n = 2; primes.length < 80; n++) if (primes.every(p => n % p)) primes.push(n);
const root = (n, k, bits) => { let low = 0n, high = 1n << 80n; const target = BigInt(n) << BigInt(bits * k); while (high - low > 1n) { const mid = (low + high) / 2n; if (mid ** BigInt(k) <= target) low = mid; else high = mid; } return low & ((1n << BigInt(bits)) - 1n); };
const K512 = primes.map(p => root(p, 3, 64)), H512 = primes.slice(0, 8).map(p => root(p, 2, 64));
const K256 = Int32Array.from(primes.slice(0, 64), p => Number(root(p, 3, 32)) | 0), H256 = primes.slice(0, 8).map(p => Number(root(p, 2, 32)) | 0);
const padded = (bytes, block) => { const size = Math.ceil((bytes.length + 1 + block / 8) / block) * block, all = new Uint8Array(size); all.set(bytes); all[bytes.length] = 128; const view = new DataView(all.buffer); view.setUint32(size - 4, bytes.length * 8 >>> 0); view.setUint32(size - 8, Math.floor(bytes.length / 0x20000000)); return view; };
const sha256 = bytes => {
  const view = padded(bytes, 64), h = Int32Array.from(H256), w = new Int32Array(64);
  const r = (x, n) => x >>> n | x << 32 - n;
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i);
    for (let i = 16; i < 64; i++) { const a = w[i - 15], b = w[i - 2]; w[i] = w[i - 16] + (r(a, 7) ^ r(a, 18) ^ a >>> 3) + w[i - 7] + (r(b, 17) ^ r(b, 19) ^ b >>> 10) | 0; }
    let [a, b, c, d, e, f, g, k] = h;
    for (let i = 0; i < 64; i++) {
      const x = k + (r(e, 6) ^ r(e, 11) ^ r(e, 25)) + (e & f ^ ~e & g) + K256[i] + w[i] | 0, y = (r(a, 2) ^ r(a, 13) ^ r(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
      k = g; g = f; f = e; e = d + x | 0; d = c; c = b; b = a; a = x + y | 0;
    }
    [a, b, c, d, e, f, g, k].forEach((v, i) => { h[i] += v; });
  }
  const out = new DataView(new ArrayBuffer(32)); h.forEach((v, i) => out.setInt32(4 * i, v)); return new Uint8Array(out.buffer);
};
const sha512 = bytes => {
  const view = padded(bytes, 128), M = (1n << 64n) - 1n, h = H512.slice(), w = new Array(80), r = (x, n) => (x >> n | x << 64n - n) & M;
  for (let at = 0; at < view.byteLength; at += 128) {
    for (let i = 0; i < 16; i++) w[i] = view.getBigUint64(at + 8 * i);
    for (let i = 16; i < 80; i++) { const a = w[i - 15], b = w[i - 2]; w[i] = w[i - 16] + (r(a, 1n) ^ r(a, 8n) ^ a >> 7n) + w[i - 7] + (r(b, 19n) ^ r(b, 61n) ^ b >> 6n) & M; }
    let [a, b, c, d, e, f, g, k] = h;
    for (let i = 0; i < 80; i++) {
      const x = k + (r(e, 14n) ^ r(e, 18n) ^ r(e, 41n)) + (e & f ^ ~e & M & g) + K512[i] + w[i] & M, y = (r(a, 28n) ^ r(a, 34n) ^ r(a, 39n)) + (a & b ^ a & c ^ b & c) & M;
      k = g; g = f; f = e; e = d + x & M; d = c; c = b; b = a; a = x + y & M;
    }
    [a, b, c, d, e, f, g, k].forEach((v, i) => { h[i] = h[i] + v & M; });
  }
  const out = new DataView(new ArrayBuffer(64)); h.forEach((v, i) => out.setBigUint64(8 * i, v)); return new Uint8Array(out.buffer);
};

// ---- Ed25519 (RFC 8032), as strict as libsodium: no second spelling of S or of the key, no point of small order
const P = (1n << 255n) - 19n, L = (1n << 252n) + 27742317777372353535851937790883648493n;
const mod = (x, m = P) => { const r = x % m; return r < 0n ? r + m : r; };
const pow = (x, e) => { let r = 1n; for (x = mod(x); e > 0n; e >>= 1n, x = x * x % P) if (e & 1n) r = r * x % P; return r; };
const inv = x => pow(x, P - 2n), D = mod(-121665n * inv(121666n)), I = pow(2n, (P - 1n) / 4n);
const number = bytes => { let n = 0n; for (let i = bytes.length - 1; i >= 0; i--) n = n << 8n | BigInt(bytes[i]); return n; };
const add = (p, q) => { const a = mod((p[1] - p[0]) * (q[1] - q[0])), b = mod((p[1] + p[0]) * (q[1] + q[0])), c = mod(2n * D * p[3] % P * q[3]), d = mod(2n * p[2] * q[2]), e = b - a, f = d - c, g = d + c, h = b + a; return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)]; };
const times = (n, p) => { let r = [0n, 1n, 1n, 0n]; for (; n > 0n; n >>= 1n, p = add(p, p)) if (n & 1n) r = add(r, p); return r; };
const point = bytes => {
  const all = number(bytes), y = all & (1n << 255n) - 1n, sign = all >> 255n;
  if (y >= P) return null;
  const u = mod(y * y - 1n), v = mod(D * y * y + 1n);
  let x = u * pow(v, 3n) % P * pow(mod(u * pow(v, 7n)), (P - 5n) / 8n) % P;
  const vxx = mod(v * x * x);
  if (vxx === mod(-u)) x = x * I % P; else if (vxx !== u) return null;
  if (x === 0n && sign) return null;
  if ((x & 1n) !== sign) x = mod(-x);
  return [x, y, 1n, mod(x * y)];
};
const encoded = p => { const z = inv(p[2]), x = mod(p[0] * z); let n = mod(p[1] * z) | (x & 1n) << 255n; return Uint8Array.from({ length: 32 }, () => { const b = Number(n & 255n); n >>= 8n; return b; }); };
const BASE = point(Uint8Array.from({ length: 32 }, (_, i) => i ? 0x66 : 0x58));
const Y8 = number(unhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));
const isSmall = bytes => [0n, 1n, P - 1n, Y8, P - Y8].includes(mod(number(bytes) & (1n << 255n) - 1n));
let native = null;
const verify = async (key, message, signature, plain) => {
  if (key.length !== 32 || signature.length !== 64) return false;
  const r = signature.slice(0, 32), s = number(signature.slice(32));
  if (s >= L || isSmall(r) || isSmall(key) || (number(key) & (1n << 255n) - 1n) >= P) return false;
  const subtle = globalThis.crypto && globalThis.crypto.subtle;
  if (!plain && subtle && native !== false) {
    try { const k = await subtle.importKey("raw", key, "Ed25519", false, ["verify"]); native = true; return await subtle.verify("Ed25519", k, signature, message); } catch { if (native) return false; native = false; }
  }
  const a = point(key);
  if (!a) return false;
  const h = mod(number(sha512(cat(r, key, message))), L), minus = [mod(-a[0]), a[1], 1n, mod(-a[3])];
  return same(encoded(add(times(s, BASE), times(h, minus))), r);
};

// ---- Merkle trees (RFC 6962)
const leafHash = bytes => sha256(cat([0], bytes)), nodeHash = (a, b) => sha256(cat([1], a, b)), EMPTY = sha256(new Uint8Array());
const half = n => Math.floor(n / 2), bits = n => { let count = 0; for (let b = BigInt(n); b; b >>= 1n) count += Number(b & 1n); return count; };
const inclusionRoot = (leaf, index, size, proof) => {
  if (!(index >= 0 && index < size)) return null;
  let node = index, last = size - 1, hash = leaf;
  for (const sibling of proof) {
    if (last <= 0) return null;
    while (node % 2 === 0 && node === last && last > 0) { node = half(node); last = half(last); }
    if (last <= 0) return null;
    hash = node % 2 ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    node = half(node); last = half(last);
  }
  while (last > 0) { if (node % 2 || node !== last) return null; node = half(node); last = half(last); }
  return hash;
};
// The root that follows from leaves which follow each other, and from the largest subtrees beside them, from left to right.
const rangeRoot = (size, first, leaves, path) => {
  const rest = path.slice(), last = first + leaves.length;
  if (!(first >= 0 && last <= size && leaves.length)) return null;
  const subtree = (start, end) => {
    if (end <= first || start >= last) { if (!rest.length) throw 0; return rest.shift(); }
    if (end - start === 1) return leaves[start - first];
    const middle = start + largest(end - start), left = subtree(start, middle);
    return nodeHash(left, subtree(middle, end));
  };
  try { const hash = subtree(0, size); return rest.length ? null : hash; } catch { return null; }
};
const largest = n => { let p = 1; while (p * 2 < n) p *= 2; return p; };
const consistent = (oldSize, oldRoot, newSize, newRoot, proof) => {
  if (oldSize < 1 || oldSize > newSize) return false;
  if (oldSize === newSize) return proof.length === 0 && same(oldRoot, newRoot);
  let node = oldSize - 1, last = newSize - 1, rest = proof.slice();
  while (node % 2) { node = half(node); last = half(last); }
  let a = node === 0 ? oldRoot : rest.shift(), b = a;
  if (!a) return false;
  for (const sibling of rest) {
    if (last <= 0) return false;
    while (node % 2 === 0 && node === last && last > 0) { node = half(node); last = half(last); }
    if (last <= 0) return false;
    if (node % 2) { a = nodeHash(sibling, a); b = nodeHash(sibling, b); } else b = nodeHash(b, sibling);
    node = half(node); last = half(last);
  }
  return last === 0 && same(a, oldRoot) && same(b, newRoot);
};
const edgeRoot = hashes => hashes.length ? hashes.slice(0, -1).reduceRight((r, h) => nodeHash(h, r), hashes[hashes.length - 1]) : EMPTY;
const grown = (edge, leaf) => { const hashes = edge.hashes.slice(); let hash = leaf; for (let n = edge.size; n % 2; n = half(n)) hash = nodeHash(hashes.pop(), hash); return { size: edge.size + 1, hashes: [...hashes, hash] }; };

// ---- strict JSON: no member twice, no lone surrogate, not too deep; a number is its text
const readJSON = source => {
  let at = 0;
  const fail = () => { throw new SyntaxError("JSON at " + at); }, blank = () => { while (" \t\n\r".includes(source[at]) && at < source.length) at++; };
  const string = () => { const start = at++; for (;;) { if (at >= source.length) fail(); if (source[at] === "\\") at += 2; else if (source[at++] === '"') break; } const s = JSON.parse(source.slice(start, at)); if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(s)) fail(); return s; };
  const value = depth => {
    if (depth > 64) fail();
    blank();
    const c = source[at];
    if (c === '"') return string();
    if (c === "{" || c === "[") {
      const close = c === "{" ? "}" : "]", map = new Map(), list = [];
      at++; blank();
      if (source[at] === close) { at++; return c === "{" ? map : list; }
      for (;;) {
        blank();
        if (c === "{") { if (source[at] !== '"') fail(); const name = string(); blank(); if (source[at++] !== ":" || map.has(name)) fail(); map.set(name, value(depth + 1)); } else list.push(value(depth + 1));
        blank();
        if (source[at] === close) { at++; return c === "{" ? map : list; }
        if (source[at++] !== ",") fail();
      }
    }
    const word = /(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)/y;
    word.lastIndex = at;
    const found = word.exec(source);
    if (!found) fail();
    at += found[0].length;
    return found[0] === "true" ? true : found[0] === "false" ? false : found[0] === "null" ? null : { number: found[0] };
  };
  const all = value(1);
  blank();
  if (at < source.length) fail();
  return all;
};

// ---- signed notes, keys, checkpoints (C2SP)
const isName = n => n.length > 0 && !/[+\p{White_Space}\u0000-\u001f]/u.test(n);
const parseKey = (t, kind = 1) => {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(t || "");
  if (!parts || t.length > 8192 || !isName(parts[1]) || utf8.encode(parts[1]).length > 255) return null;
  const key = unbase64(parts[3]);
  if (!key || key.length !== 33 || key[0] !== kind || hex(sha256(cat(utf8.encode(parts[1]), [10], key)).slice(0, 4)) !== parts[2]) return null;
  return { name: parts[1], id: parts[2], bytes: key.slice(1), text: t };
};
const parseNote = note => {
  const bytes = utf8.encode(note), end = note.lastIndexOf("\n\n");
  if (bytes.length > 1 << 20 || !note.endsWith("\n") || end < 0 || end + 2 >= note.length || /[\u0000-\u0009\u000b-\u001f]/.test(note)) return null;
  const lines = note.slice(end + 2, -1).split("\n"), signatures = [];
  for (const line of lines) {
    const found = /^— ([^ ]*) (.*)$/.exec(line), raw = found && unbase64(found[2]);
    if (!raw || !isName(found[1]) || raw.length < 5) return null;
    signatures.push({ name: found[1], id: hex(raw.slice(0, 4)), bytes: raw.slice(4) });
  }
  return lines.length > 100 ? null : { text: note.slice(0, end + 1), signatures };
};
// true, false (its signature does not hold) or null (it bears none by this key).
const signedBy = async (note, key) => {
  const own = note.signatures.filter(s => s.name === key.name && s.id === key.id);
  for (const s of own) if (!await verify(key.bytes, utf8.encode(note.text), s.bytes)) return false;
  return own.length ? true : null;
};
const parseCheckpoint = t => {
  if (!t.endsWith("\n")) return null;
  const lines = t.slice(0, -1).split("\n"), size = integer(lines[1] || ""), hash = unbase64(lines[2]);
  if (lines.length < 3 || lines.some(l => !l) || utf8.encode(lines[0]).length > 255 || size === null || !hash || hash.length !== 32 || size === 0 && !same(hash, EMPTY)) return null;
  return { origin: lines[0], size, root: hash };
};
const openCheckpoint = async (note, key) => {
  const parsed = parseNote(note);
  if (!parsed) return { state: "false" };
  const signed = await signedBy(parsed, key);
  if (signed === null) return { state: "other" };
  const point = signed ? parseCheckpoint(parsed.text) : null;
  return point && point.origin === key.name ? { state: "true", ...point } : { state: "false" };
};

// The names of the witnesses, of some by their keys, that have truly cosigned a note (C2SP tlog-cosignature).
const cosigners = async (text, keys) => {
  const note = parseNote(text), names = new Set();
  for (const key of keys) for (const s of note ? note.signatures : []) if (s.name === key.name && s.id === key.id && s.bytes.length === 72) {
    const time = s.bytes.slice(0, 8).reduce((n, b) => n * 256n + BigInt(b), 0n);
    if (time < 1n << 63n && await verify(key.bytes, utf8.encode(`cosignature/v1\ntime ${time}\n` + note.text), s.bytes.slice(8))) names.add(key.name);
  }
  return [...names];
};

// ---- entries
const isTime = t => { if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(t)) return false; const d = new Date(t); return !isNaN(d) && d.toISOString() === t; };
const isJournal = n => /^[A-Z0-9]{18}\/[^\/+\\?#%\p{White_Space}\p{Cc}\p{Cf}]+$/u.test(n) && !/\/\.\.?$/.test(n) && utf8.encode(n).length <= 255;
const parseEntry = bytes => {
  const end = bytes.indexOf(10), head = bytes.length <= 65535 && end >= 0 && end < 1024 ? text(bytes.slice(0, end)) : null, words = (head || "").split(" "), body = bytes.slice(end + 1);
  if (words[0] !== "yima/1") return null;
  switch (words[1]) {
    case "event": { const index = integer(words[3] || ""); return words.length === 4 && isJournal(words[2]) && index !== null ? { kind: "event", journal: words[2], index, body } : null; }
    case "journal": return words.length === 3 && isTime(words[2]) ? { kind: "journal", note: text(body) } : null;
    case "admin": return words.length === 2 ? { kind: "admin", note: text(body) } : null;
    case "index": return parseState(text(bytes));
    case "fork": return parseFork(words, body);
    default: return { kind: "other" };
  }
};
const parseState = t => {
  const lines = (t || "").split("\n");
  if (lines.length < 5 || lines.length > 36 || lines.pop() !== "" || lines[0] !== "yima/1 index" || !/^keys [1-9][0-9]{0,8} [0-9a-f]{64}$/.test(lines[1]) || !/^time /.test(lines[2]) || !isTime(lines[2].slice(5))) return null;
  let end = 0;
  const runs = [];
  for (const line of lines.slice(3)) {
    const [size, hash] = line.split(" "), next = integer(size), root = /^[0-9a-f]{64}$/.test(hash || "") ? unhex(hash) : null;
    if (next === null || next <= end || !root || line !== next + " " + hash) return null;
    runs.push({ start: end, end: next, root });
    end = next;
  }
  return { kind: "index", keys: lines[1], time: lines[2].slice(5), runs, end };
};
const parseFork = (words, body) => {
  const sizes = words.slice(3).map(w => integer(w));
  if (words.length !== 4 && words.length !== 6 || !isJournal(words[2]) || sizes.some(s => !s)) return null;
  if (sizes.length === 1) sizes.push(body.length - sizes[0]);
  if (sizes[1] <= 0 || sizes.reduce((a, b) => a + b) > body.length) return null;
  const part = (from, count) => text(body.slice(from, from + count)), fork = { kind: "fork", journal: words[2], held: part(0, sizes[0]), offered: part(sizes[0], sizes[1]) };
  if (sizes.length < 3) return fork;
  const from = sizes[0] + sizes[1], rest = text(body.slice(from + sizes[2])) || "", blocks = rest.endsWith("\n") ? rest.slice(0, -1).split("\n\n") : [];
  const proofs = blocks.map(b => b.split("\n").map(unbase64));
  if (proofs.length !== 2 || proofs.some(p => p.length > 64 || p.some(h => !h || h.length !== 32))) return null;
  return { ...fork, common: { note: part(from, sizes[2]), proofs } };
};

// ---- who may record: the admin's acts in the order of the ledger
const FIELDS = {
  "key-enrolled": "key from", "key-rotated": "old new from reason?", "operator-enrolled": "uscc name from", "operator-renamed": "uscc name from", "operator-suspended": "uscc from reason signed*", "operator-reinstated": "uscc from reason?",
  "device-enrolled": "key from predecessor?", "device-revoked": "key from reason stolen-since? signed*", "device-reinstated": "key from reason?", "role-granted": "uscc role scope? from", "role-revoked": "uscc role scope? from reason?",
  "prefix-assigned": "uscc prefix from", "prefix-released": "uscc prefix from reason?", "definition-adopted": "name sha256 from",
};
const FORMS = { "role": /^[a-z-]{1,32}$/, "scope": /^(\d\d){1,3}$/, "prefix": /^[!-~]{1,64}$/, "sha256": /^[0-9a-f]{64}$/, "from": { test: isTime }, "stolen-since": { test: isTime }, "predecessor": { test: isJournal } };
const parseAct = (t, origin) => {
  const lines = t.split("\n");
  if (lines.length < 4 || lines.pop() !== "" || lines.shift() !== origin) return null;
  const act = { word: lines.shift(), signed: [] };
  for (const field of (FIELDS[act.word] || "none").split(" ")) {
    const name = field.replace(/[?*]$/, "");
    do {
      const line = lines[0] || "", value = line.slice(name.length + 2);
      if (!line.startsWith(name + ": ")) { if (field === name) return null; break; }
      if (!value || utf8.encode(value).length > 1024 || /\p{Cc}/u.test(value) || FORMS[name] && !FORMS[name].test(value)) return null;
      if (name === "signed") act.signed.push(value); else act[name] = value;
      lines.shift();
    } while (field.endsWith("*"));
  }
  if (lines.length || act.signed.length > 128) return null;
  const points = act.signed.map(s => s.split(" "));
  if (points.some(p => p.length !== 3 || !isJournal(p[0]) || integer(p[1]) === null || (unbase64(p[2]) || "").length !== 32)) return null;
  if (points.some((p, i) => i && !(points[i - 1][0] === p[0] ? Number(points[i - 1][1]) < Number(p[1]) : before(points[i - 1][0], p[0])))) return null;
  return act;
};
// [old, new] where an act exchanges the key that signs the ledger; null for others.
const ledgerKeys = (act, origin) => {
  const old = act.word === "key-rotated" ? parseKey(act["old"]) : null, key = old && parseKey(act["new"]);
  return old && old.name === origin ? [old, key && key.name === origin ? key : null] : null;
};
// The ledger's keys from one that is known to the one that holds where a document ends, as the rotations in it say by themselves.
const follow = async (known, entries) => {
  const all = [], keys = [known], seen = new Set([known.text]), fresh = k => !seen.has(k.text);
  for (const e of entries) {
    const read = parseEntry(e.bytes), note = read && read.kind === "admin" ? parseNote(read.note || "") : null, act = note && parseAct(note.text, known.name), [old, key] = act && ledgerKeys(act, known.name) || [];
    if (key && key.text !== old.text && await signedBy(note, old) && await signedBy(note, key)) all.push([old, key]);
  }
  for (let first = known, p; p = all.find(p => p[1].text === first.text && fresh(p[0]));) seen.add((first = p[0]).text);
  for (let last = known; ;) {
    const nexts = all.filter(p => p[0].text === last.text).map(p => p[1]), next = nexts.find(fresh);
    if (!next) return keys;
    if (nexts.some(k => k.text !== next.text)) return [known];
    seen.add((last = next).text); keys.push(next);
  }
};
class Registry {
  constructor(origin) { Object.assign(this, { origin, admin: null, operators: new Map(), devices: new Map(), forks: new Map(), notes: new Set(), former: new Set(), prefixes: [], ledger: null }); }
  static inForce(bans, at) { return bans.filter(b => b.entry < at && !(b.lifted < at)).pop(); }
  static lift(bans, entry) { for (const ban of bans) if (ban.lifted === undefined) ban.lifted = entry; }
  device(text) { const key = parseKey(text), held = key && isJournal(key.name) ? this.devices.get(key.name) : null; return held && held.key.text === text ? held : null; }
  // What is wrong with an act; null where it holds.
  async apply(noteText, entry) {
    const note = noteText === null ? null : parseNote(noteText), act = note && parseAct(note.text, this.origin);
    const isRotation = act && act.word === "key-rotated", keys = isRotation && ledgerKeys(act, this.origin);
    if (!note || note.signatures.length !== (keys ? 3 : isRotation ? 2 : 1)) return "no note";
    if (!this.admin) {
      const key = act && act.word === "key-enrolled" && entry === 0 ? parseKey(act["key"]) : null;
      if (!key || key.name !== this.origin + "/admin" || await signedBy(note, key) !== true) return "the first entry does not enrol the admin key";
      this.admin = key;
    } else {
      if (await signedBy(note, this.admin) !== true) return "not signed by the admin key";
      if (!act || act.word === "key-enrolled") return "no act";
      const digest = hex(leafHash(utf8.encode(note.text)));
      if (this.notes.has(digest)) return "said twice";
      const wrong = keys ? await this.exchange(note, keys) : isRotation ? await this.rotate(note, act) : this.take(act, entry);
      if (wrong) return wrong;
    }
    this.notes.add(hex(leafHash(utf8.encode(note.text))));
    return null;
  }
  // Another admin key, which both have signed; one that held before never holds again.
  async rotate(note, act) {
    const old = parseKey(act["old"]), key = parseKey(act["new"]);
    if (!old || old.text !== this.admin.text || !key || key.name !== old.name || key.text === old.text || this.former.has(key.text) || await signedBy(note, key) !== true) return "no rotation of the admin key";
    this.former.add(old.text); this.admin = key;
    return null;
  }
  // Another key that signs the checkpoints: the one before and the new one have signed it too.
  async exchange(note, [old, key]) {
    if (this.ledger && this.ledger !== old.text || !key || key.text === old.text || this.former.has(key.text) || !await signedBy(note, old) || !await signedBy(note, key)) return "no rotation of the ledger's key";
    this.former.add(old.text); this.ledger = key.text;
    return null;
  }
  // Whether a firm might issue what begins so, for an entry.
  owners(name, entry) { return this.prefixes.filter(p => name && name.startsWith(p.prefix) && p.entry < entry && !(p.end < entry) && !p.void).map(p => p.uscc); }
  take(act, entry) {
    const owner = this.operators.get(act["uscc"]), ban = { entry, signed: act.signed, stolen: !!act["stolen-since"] }, role = act["role"] + " " + (act["scope"] || "");
    switch (act.word) {
      case "operator-enrolled": {
        const held = owner || { entries: [], bans: [], roles: [], grants: [] };
        held.name = act["name"]; held.entries.push(entry); this.operators.set(act["uscc"], held);
        return null;
      }
      case "device-enrolled": {
        const key = parseKey(act["key"]);
        if (!key || !isJournal(key.name)) return "malformed key";
        const firm = this.operators.get(key.name.slice(0, 18)), held = this.devices.get(key.name);
        if (!firm) return "unknown operator";
        if (!held) { this.devices.set(key.name, { key, entries: [entry], bans: [] }); return null; }
        if (held.key.text !== act["key"] || held.bans.some(b => b.stolen) || !Registry.inForce(held.bans, Infinity)) return "enrolled already";
        held.entries.push(entry); Registry.lift(held.bans, entry);
        return null;
      }
      case "device-revoked": case "device-reinstated": {
        const held = this.device(act["key"]);
        if (!held || act.word === "device-reinstated" && held.bans.some(b => b.stolen)) return "unknown device";
        held.entries.push(entry);
        if (act.word === "device-revoked") held.bans.push(ban); else Registry.lift(held.bans, entry);
        return null;
      }
      case "definition-adopted": return /^[a-z0-9_-][a-z0-9._-]*(\/[a-z0-9_-][a-z0-9._-]*)?$/.test(act["name"]) && act["name"].endsWith(".json") && act["name"].length <= 128 ? null : "no act";
    }
    if (!owner) return "unknown operator";
    switch (act.word) {
      case "operator-renamed": owner.name = act["name"]; break;
      case "operator-suspended": owner.bans.push(ban); break;
      case "operator-reinstated": Registry.lift(owner.bans, entry); break;
      case "role-granted": owner.roles.push(role); owner.grants.push({ role, entry }); break;
      case "role-revoked": { const at = owner.roles.lastIndexOf(role); if (at < 0) return "role not held"; owner.roles.splice(at, 1); owner.grants.filter(g => g.role === role && !g.end).pop().end = entry; break; }
      case "prefix-assigned": this.prefixes.push({ prefix: act["prefix"], uscc: act["uscc"], from: act["from"], open: true, entry }); return null;
      case "prefix-released": {
        const mine = this.prefixes.filter(p => p.prefix === act["prefix"] && p.uscc === act["uscc"]), held = mine.filter(p => p.open).pop() || mine.filter(p => !p.void && act["from"] <= p.from).pop();
        if (!held) return "prefix not held";
        held.open = false; held.end = entry; if (act["from"] <= held.from) held.void = true;
        return null;
      }
    }
    owner.entries.push(entry);
    return null;
  }
  async fork(fork, entry) {
    const device = this.devices.get(fork.journal);
    if (!device || this.forks.has(fork.journal) || fork.held === null || fork.offered === null) return "no fork";
    const held = await openCheckpoint(fork.held, device.key), offered = await openCheckpoint(fork.offered, device.key);
    if (held.state !== "true" || offered.state !== "true" || !held.size || !offered.size || held.size === offered.size && same(held.root, offered.root)) return "no fork";
    if (fork.common) {
      const base = fork.common.note === null ? {} : await openCheckpoint(fork.common.note, device.key);
      if (base.state !== "true" || base.size >= Math.min(held.size, offered.size) || ![held, offered].every((n, i) => base.size && consistent(base.size, base.root, n.size, n.root, fork.common.proofs[i]))) return "no fork";
    }
    this.forks.set(fork.journal, { entry, proven: held.size === offered.size });
    return null;
  }
  // Why what comes under a journal's checkpoint at an entry does not stand; null where it does.
  standing(journal, point, at) {
    const device = this.devices.get(journal), owner = this.operators.get(journal.slice(0, 18)), fork = this.forks.get(journal);
    if (!device || !owner || device.entries[0] >= at || owner.entries[0] >= at) return "not enrolled";
    if (fork && fork.entry < at) return "forked";
    const spared = ban => ban.signed.includes(`${journal} ${point.size} ${base64(point.root)}`);
    for (const [bans, word] of [[device.bans, "revoked"], [owner.bans, "suspended"]]) { const ban = Registry.inForce(bans, at); if (ban && !spared(ban)) return word; }
    return null;
  }
}

// ---- the committed index
const keyOf = name => sha256(cat(utf8.encode("yima-index/v1\0"), utf8.encode(name)));
const word64 = n => { const v = new DataView(new ArrayBuffer(8)); v.setBigUint64(0, BigInt(n)); return new Uint8Array(v.buffer); };
class Bytes {
  constructor(bytes) { this.bytes = bytes; this.at = 0; }
  take(n) { if (this.at + n > this.bytes.length) throw 0; this.at += n; return this.bytes.slice(this.at - n, this.at); }
  int(n) { const v = this.take(n).reduce((a, b) => a * 256 + b, 0); if (v > Number.MAX_SAFE_INTEGER) throw 0; return v; }
  end() { if (this.at !== this.bytes.length) throw 0; }
  page() { const older = { size: this.int(8), hashes: [] }; for (let n = bits(older.size); n > 0; n--) older.hashes.push(this.take(32)); const count = this.int(2), entries = []; if (count < 1 || count > 256) throw 0; for (let i = 0; i < count; i++) entries.push(this.int(8)); return { older, entries }; }
  path() { const count = this.int(2), steps = []; if (count > 256) throw 0; for (let i = 0; i < count; i++) steps.push({ bit: this.int(1), sibling: this.take(32) }); return steps; }
}
const parseRun = parts => {
  const first = new Bytes(parts[0]), kind = first.int(1), proof = { kind };
  if (kind === 1) { proof.page = first.page(); proof.path = first.path(); } else if (kind === 2) { proof.neighbour = first.take(32); proof.value = first.take(32); proof.path = first.path(); } else if (kind) throw 0;
  first.end();
  return { proof, older: parts.slice(1).map(p => { const b = new Bytes(p), page = b.page(); b.end(); return page; }) };
};
const bitOf = (key, bit) => key[bit >> 3] >> 7 - (bit & 7) & 1;
const pathRoot = (hash, path, key, asked) => {
  let last = 256;
  for (const { bit, sibling } of path) {
    if (bit >= last || bitOf(key, bit) !== bitOf(asked, bit)) return null;
    last = bit;
    hash = bitOf(key, bit) ? sha256(cat(sibling, hash, [bit])) : sha256(cat(hash, sibling, [bit]));
  }
  return hash;
};
const pageEdge = page => page.entries.reduce((edge, entry) => grown(edge, leafHash(word64(entry))), page.older);
const isShaped = (page, run) => page.entries.every((e, i) => e >= run.start && e < run.end && (!i || page.entries[i - 1] < e)) && page.older.size <= page.entries[0] - run.start;
// What one run has under a key: {entries, hidden}; null where the answer is false.
const found = (key, { proof, older }, run) => {
  if (proof.kind === 0) return same(run.root, EMPTY) && !older.length ? { entries: [], hidden: 0 } : null;
  if (proof.kind === 2) { const hash = pathRoot(sha256(cat(proof.neighbour, proof.value)), proof.path, proof.neighbour, key); return !same(proof.neighbour, key) && hash && same(hash, run.root) && !older.length ? { entries: [], hidden: 0 } : null; }
  const edge = pageEdge(proof.page), value = sha256(cat(word64(edge.size), edgeRoot(edge.hashes))), hash = pathRoot(sha256(cat(key, value)), proof.path, key, key);
  if (!isShaped(proof.page, run) || !hash || !same(hash, run.root)) return null;
  let newer = proof.page;
  const entries = [...newer.entries];
  for (const page of older) {
    const edge = pageEdge(page);
    if (!isShaped(page, run) || page.entries[page.entries.length - 1] >= newer.entries[0] || edge.size !== newer.older.size || !same(edgeRoot(edge.hashes), edgeRoot(newer.older.hashes)) || edge.hashes.some((h, i) => !same(h, newer.older.hashes[i]))) return null;
    entries.unshift(...page.entries);
    newer = page;
  }
  return { entries, hidden: newer.older.size };
};

// ---- which names must be answered: the walk from the code, up to what it was made of and packed in, down to what was made of it
const DOMAIN = "https://id.gs1.org/";
// The finest key of a canonical Digital Link of goods; the lot that it says; whether it is a bare product. Null where it is spelled
// otherwise or names something else, unless it is what was asked for.
const isChecked = digits => [...digits].reverse().reduce((sum, d, i) => sum + d * (i % 2 ? 3 : 1), 0) % 10 === 0;
const encoded8 = t => encodeURIComponent(t).replace(/[!'()*]/g, c => "%" + c.charCodeAt(0).toString(16).toUpperCase());
const isSpelled = t => { try { return t !== "" && encoded8(decodeURIComponent(t)) === t; } catch { return false; } };
const parseCode = (uri, isAsked) => {
  if (!isText(uri) || !uri.startsWith(DOMAIN)) return null;
  const [key, number, ...rest] = uri.slice(DOMAIN.length).split("/"), values = {}, product = DOMAIN + "01/" + number;
  const isKnown = key === "01" && /^\d{14}$/.test(number) && isChecked(number) || key === "00" && /^\d{18}$/.test(number) && isChecked(number) && !rest.length;
  for (let i = 0; i < rest.length; i += 2) { if (!["10", "21"].includes(rest[i]) || !isSpelled(rest[i + 1] || "")) return isAsked ? { key: uri, lot: null, bare: false } : null; values[rest[i]] = rest[i + 1]; }
  if (!isKnown || key === "00") return isKnown || isAsked ? { key: uri, lot: null, bare: false } : null;
  const lot = values["10"] ? product + "/10/" + values["10"] : null;
  return values["21"] ? { key: product + "/21/" + values["21"], lot, bare: false } : { key: lot || product, lot, bare: !lot };
};
// The code that the path of an address names, spelled as the ledger does; throws where it names none. Whose page it is (414, 417) may stand before.
const addressed = path => DOMAIN + path.replace(/\/$/, "").replace(/^(\/41[47]\/[^\/]+)+(?=\/(0[01]|8006)\/)/, "").split("/").slice(1).map((part, i, all) => { const t = decodeURIComponent(part); return encoded8(i === 1 && all[0] === "01" ? t.padStart(14, "0") : t); }).join("/");
const strings = value => isText(value) ? [value] : Array.isArray(value) ? value.filter(v => isText(v)) : [];
const classes = value => Array.isArray(value) ? value.map(v => isMap(v) ? v.get("epcClass") : null).filter(v => isText(v)) : [];
const LISTS = { subject: ["epcList", "quantityList"], child: ["childEPCs", "childQuantityList"], input: ["inputEPCList", "inputQuantityList"], output: ["outputEPCList", "outputQuantityList"] };
const CLAIMS = { "urn:yima:bizstep:opening_stock": 1, receiving: 3, accepting: 3, shipping: 4, retail_selling: 4, dispensing: 4, destroying: 4, decommissioning: 4 };
// What is read of an event: its things by their parts, and what it says of where a thing comes from (the less, the more it counts).
const word = (e, registry) => {
  const body = e.raw, get = n => { const v = body.get(n); return isText(v) ? v : ""; }, things = [], type = get("type"), action = get("action"), step = get("bizStep"), isMaking = type === "TransformationEvent";
  for (const part in LISTS) for (const uri of [...strings(body.get(LISTS[part][0])), ...classes(body.get(LISTS[part][1]))]) { const code = parseCode(uri); if (code) things.push({ part, code }); }
  const parent = parseCode(get("parentID"));
  if (parent) things.push({ part: "parent", code: parent });
  const named = key => things.filter(t => t.code.key === key || t.code.lot === key), codes = part => things.filter(t => t.part === part).map(t => t.code);
  const isPacking = type === "AggregationEvent", claim = (t, key) => {
    const own = t.code.key === key, isIssue = action === "ADD";
    const said = isMaking ? { output: 1, input: 4 }[t.part] : isPacking && isIssue && t.part === "parent" ? !t.code.key.startsWith(DOMAIN + "01/") && 1 : type === "AssociationEvent" || isPacking && action !== "OBSERVE" ? 0 : type === "ObjectEvent" && (isIssue ? 1 : action === "DELETE" && 4) || CLAIMS[step];
    if (said !== 1 || !own && t.part === "parent") return own ? said || 5 : 6;
    const all = registry.owners(issuerOf(t.code.key), e.entry);
    return all.length ? all.includes(e.uscc) ? 0 : 2 : 1;
  };
  return { entry: e.entry, signer: e.uscc, things, named, codes, claim, step, parties: parties(body), isMaking, isTakenBack: body.has("errorDeclaration"), isDark: get("parentID") && !parent };
};
// Who has had which of the goods, as far as it follows from the events and prefixes alone: whoever is not among them is a stranger, and what
// he writes about the goods leads nowhere.
const circleOf = (start, words) => {
  const holders = new Map(), firms = new Set(), open = new Set(), dark = new Set(), traced = new Set(), contents = new Map(), origins = new Map(), under = new Map(), waiting = [], tracing = [start];
  const at = (map, key) => map.get(key) || map.set(key, new Set()).get(key), holds = (firm, key) => holders.has(key) && holders.get(key).has(firm), by = key => under.get(key) || [];
  for (const w of words) for (const key of new Set(w.things.flatMap(t => [t.code.key, t.code.lot]))) if (key) under.has(key) ? under.get(key).push(w) : under.set(key, [w]);
  const origin = key => {
    if (origins.has(key)) return origins.get(key);
    const told = by(key).filter(w => w.step !== "urn:yima:bizstep:denying"), lapsed = new Set(told.filter(w => w.isTakenBack).map(w => w.signer));
    const claims = told.map(w => ({ claim: Math.min(...w.named(key).map(t => w.claim(t, key))), w })).sort((a, b) => a.claim - b.claim || a.w.entry - b.w.entry), last = claims.findIndex(c => !lapsed.has(c.w.signer));
    const all = last < 0 ? claims : claims.slice(0, last + 1), end = all[all.length - 1], found = end ? { claim: end.claim, entry: end.w.entry, firms: all.map(c => c.w.signer) } : null;
    origins.set(key, found);
    return found;
  };
  const admit = (firm, code) => { if (!code.bare) for (const key of [code.key, code.lot]) if (key) waiting.push([firm, key]); };
  const hear = (firm, key) => { for (const w of by(key)) if (w.signer === firm) {
    const own = w.named(key), is = part => own.some(t => t.part === part);
    for (const t of own) admit(firm, t.code);
    if (w.step === "shipping") {
      for (const p of w.parties) waiting.push([p, key]);
      if (!w.parties.length && !open.has(key)) { open.add(key); for (const r of by(key)) if (CLAIMS[r.step] === 3) waiting.push([r.signer, key]); }
    }
    if (is("child") && w.isDark) dark.add(key);
    if (is("child")) for (const c of w.codes("parent")) { admit(firm, c); at(contents, c.key).add(key); for (const h of at(holders, c.key)) waiting.push([h, key]); }
    if (w.isMaking && is("input")) for (const c of w.codes("output")) admit(firm, c);
    if (w.isMaking && is("output") && traced.has(key)) for (const c of w.codes("input")) { admit(firm, c); tracing.push(c); }
  } };
  const trace = key => { if (traced.has(key)) return; traced.add(key); for (const f of (origin(key) || { firms: [] }).firms) waiting.push([f, key]); for (const f of [...at(holders, key)]) hear(f, key); };
  for (;;) {
    const code = tracing.pop(), next = code ? null : waiting.pop();
    if (code) {
      if (code.bare) continue;
      if (code.lot && code.lot !== code.key) {
        trace(code.lot);
        const a = origin(code.lot), b = origin(code.key);
        if (a && a.claim < 3 && !(b && b.claim < 3)) { for (const f of a.firms) waiting.push([f, code.key]); traced.add(code.key); continue; }
      }
      trace(code.key);
    } else if (!next) break;
    else if (!holds(...next)) { const [firm, key] = next; at(holders, key).add(firm); firms.add(firm); for (const c of at(contents, key)) waiting.push([firm, c]); hear(firm, key); }
  }
  // What goods were packed into, and that in turn.
  const containers = (key, all = new Set()) => { for (const [c, held] of contents) if (held.has(key) && !all.has(c)) { all.add(c); containers(c, all); } return all; };
  // Whether a firm has nothing to do with what stands under a name, whatever it says of it in this entry and later.
  const isStranger = (firm, name, entry, registry) => {
    const owner = registry.operators.get(firm);
    if (firms.has(firm) || owner && owner.grants.length) return false;
    if (!under.has(name)) return name.startsWith("written:urn:uuid:");
    const from = origin(name);
    return !open.has(name) && !dark.has(name) && from && from.claim < 3 && (!from.claim || from.entry < entry) && !registry.prefixes.some(p => p.uscc === firm && !p.void && issuerOf(name).startsWith(p.prefix));
  };
  return { holds, firms, origin, containers, isStranger };
};
const needed = (start, words, circle) => {
  const need = new Set(), queue = [];
  const want = (code, up, down) => { if (code.bare && code.key !== start.key) return; const mark = code.key + (up ? "^" : "") + (down ? "v" : ""); if (!need.has(code.key) || !queue.some(q => q.mark === mark)) queue.push({ code, up, down, mark }); need.add(code.key); };
  want(start, true, true);
  need.made = [];
  need.own = new Set([start.key, start.lot].filter(k => k));
  for (let i = 0; i < queue.length && i < 4096; i++) {
    const { code, up, down } = queue[i], has = list => list.some(c => c.key === code.key);
    if (code.bare) continue;
    if (up) need.made.push(code);
    for (const w of words.filter(x => circle.holds(x.signer, code.key))) {
      if (up && w.isMaking && has(w.codes("output"))) for (const c of w.codes("input")) want(c, true, false);
      if (down && w.isMaking && has(w.codes("input"))) for (const c of w.codes("output")) want(c, false, true);
      if (code.key === start.key && has(w.codes("child"))) for (const c of w.codes("parent")) if (!c.bare) need.add(c.key);
      if (code.key === start.key) for (const c of w.things.map(t => t.code)) if (c.key === code.key && c.lot && c.lot !== c.key) { need.own.add(c.lot); want({ key: c.lot, lot: c.lot, bare: false }, true, false); }
    }
  }
  return need;
};

// ---- the whole document. Gives {state, faults, doubts, …}: "green" only where nothing is false and nothing is left open.
const check = async (source, vkey, subject, now = Date.now()) => {
  const faults = [], doubts = [], wrong = (en, zh) => faults.push({ en, zh }), open = (en, zh) => doubts.push({ en, zh });
  const result = { faults, doubts, events: [], checkpoint: null, complete: null, "names": [], unread: new Map(), strangers: new Map() };
  const done = () => { result["state"] = faults.length ? "red" : doubts.length ? "grey" : "green"; return result; };
  const known = parseKey(vkey);
  if (!known) { open("the ledger's key cannot be read", "账本密钥无法读取"); return done(); }
  let doc;
  try { doc = readDocument(source); } catch (error) { open("the evidence cannot be read (" + error.message + ")", "证据无法读取"); return done(); }
  if (doc.subject !== subject) open("the evidence is about " + doc.subject, "证据针对的是 " + doc.subject);
  const keys = await follow(known, doc.entries), key = keys[keys.length - 1];
  result.keys = keys.map(k => k.text);
  const opened = await openCheckpoint(doc.checkpoint, key);
  if (opened.state === "other") { result.isOther = true; open("the state is not signed with the key that your browser knows for " + key.name, "账本状态没有您浏览器所知的 " + key.name + " 密钥的签名"); return done(); }
  if (opened.state === "false") { wrong("the ledger's signature is false", "账本签名不实"); return done(); }
  result.checkpoint = { size: opened.size, root: base64(opened.root), note: doc.checkpoint };
  if (!doc.complete) open("the chain is too long: the evidence is not whole", "追溯链过长，证据不完整");
  if (doc.disclosures) open("there are disclosed values, which are not checked here", "含有披露信息，此处未核对");
  const entries = new Map();
  for (const e of doc.entries) {
    e.leaf = leafHash(e.bytes);
    const root = inclusionRoot(e.leaf, e.index, opened.size, e.proof);
    if (!root || !same(root, opened.root)) { wrong(`entry ${e.index} is not what stands in the ledger`, `条目 ${e.index} 与账本不符`); continue; }
    e.read = parseEntry(e.bytes);
    if (e.read) entries.set(e.index, e);
  }
  const registry = new Registry(key.name);
  for (const e of entries.values()) {
    const bad = e.read.kind === "admin" ? await registry.apply(e.read.note, e.index) : e.read.kind === "fork" ? await registry.fork(e.read, e.index) : null;
    if (bad) wrong(`entry ${e.index} does not hold: ${bad}`, `条目 ${e.index} 无效：${bad}`);
  }
  if (registry.ledger && registry.ledger !== key.text) wrong("the entries name another key than the one that signed the state", "账本条目所载的密钥不是签署其状态的密钥");
  for (const [journal, fork] of registry.forks) if (fork.proven) wrong(`journal ${journal} signed two histories`, `日志 ${journal} 签署了两种历史`); else open(`the host says that journal ${journal} forked`, `主机称日志 ${journal} 分叉`);
  if (doc.forks) open("forks of 0.3 are not checked here", "旧版分叉记录此处未核对");
  for (const e of entries.values()) if (e.read.kind === "journal") {
    const note = e.read.note === null ? null : parseNote(e.read.note), point = note && parseCheckpoint(note.text), device = point && isJournal(point.origin) ? registry.devices.get(point.origin) : null;
    e.point = point; e.isJournal = point && isJournal(point.origin);
    e.isSigned = device ? await signedBy(note, device.key) === true : false;
  }
  const places = order(entries, wrong), sizes = new Map();
  for (const e of entries.values()) if (e.isSigned) {
    const place = e.point.origin + " " + e.point.size, other = sizes.get(place);
    if (other && !same(other, e.point.root)) wrong(`journal ${e.point.origin} signed two histories of ${e.point.size} events`, `日志 ${e.point.origin} 对 ${e.point.size} 条记录签署了两种历史`);
    sizes.set(place, other || e.point.root);
  }
  for (const e of entries.values()) if (e.read.kind === "event" && !places.has(e.index)) {
    const { journal, index, body } = e.read, w = e.journal && entries.get(e.journal.entry), name = registry.operators.get(journal.slice(0, 18));
    if (!w || w.read.kind !== "journal" || w.index <= e.index) { wrong(`entry ${e.index} comes without its journal's signed checkpoint`, `条目 ${e.index} 没有附带其日志的签名检查点`); continue; }
    const root = w.isSigned && w.point.origin === journal ? inclusionRoot(e.leaf, index, w.point.size, e.journal.proof) : null;
    if (!root || !same(root, w.point.root)) { wrong(`journal ${journal} did not sign entry ${e.index}`, `日志 ${journal} 未签署条目 ${e.index}`); continue; }
    if (w.index - e.index !== w.point.size - index) { wrong(`entry ${e.index} came with another checkpoint`, `条目 ${e.index} 的检查点不符`); continue; }
    const bad = registry.standing(journal, w.point, e.index);
    if (bad) { wrong(`${journal} did not stand at entry ${e.index}: ${bad}`, `${journal} 在条目 ${e.index} 处无效`); continue; }
    let read = null;
    try { read = readJSON(text(body) ?? "?"); } catch { read = null; }
    result.events.push({ entry: e.index, uscc: journal.slice(0, 18), firm: name ? name.name : "", grants: name ? name.grants : [], place: `urn:yima:event:${journal}:${index}`, body: isEvent(read) ? read : new Map(), raw: isMap(read) ? read : new Map() });
  }
  // Of what strangers wrote in great number only the hashes are there, under their own signatures.
  for (const u of doc.unread) {
    const w = entries.get(u.entry), count = u.leaves.length, root = rangeRoot(opened.size, u.first, u.leaves, u.proof), own = w && w.isSigned ? rangeRoot(w.point.size, w.point.size - count, u.leaves, u.path) : null;
    if (!root || !same(root, opened.root)) { wrong(`entry ${u.first} is not what stands in the ledger`, `条目 ${u.first} 与账本不符`); continue; }
    if (!own || !same(own, w.point.root)) { wrong(`entry ${u.first} is not signed by the journal that is named`, `条目 ${u.first} 未经所称日志签署`); continue; }
    const bad = registry.standing(w.point.origin, w.point, u.first);
    if (bad) wrong(`${w.point.origin} did not stand at entry ${u.first}: ${bad}`, `${w.point.origin} 在条目 ${u.first} 处无效`);
    for (let i = 0; i < count; i++) result.unread.set(u.first + i, w.point.origin);
  }
  complete(doc, entries, result, registry, subject, wrong, open, now);
  return done();
};
// Whether it is an event as far as a walk needs to know: what can be read only in part is followed by nobody.
const isEvent = body => isMap(body) && ["ObjectEvent", "AggregationEvent", "TransformationEvent", "AssociationEvent"].includes(body.get("type")) && !isNaN(new Date(body.get("eventTime"))) && /^[+-]\d\d:\d\d$/.test(body.get("eventTimeZoneOffset")) && (body.get("type") === "TransformationEvent" || ["ADD", "OBSERVE", "DELETE"].includes(body.get("action")));
// Each event of a journal stands once, in order, with room between for what must stand there.
const order = (entries, wrong) => {
  const states = new Map(), seen = new Set(), misplaced = new Set();
  for (const e of entries.values()) {
    const isOwn = e.read.kind === "event";
    if (!isOwn && !(e.read.kind === "journal" && e.isJournal)) continue;
    const journal = isOwn ? e.read.journal : e.point.origin, size = isOwn ? e.read.index : e.point.size, state = states.get(journal) || { entry: 0, size: 0, closed: 0 }, mark = journal + " " + size;
    if (isOwn && seen.has(mark) || size < state.size || !isOwn && size <= state.closed || e.index - state.entry <= size - state.size) {
      wrong(`entry ${e.index} of ${journal} cannot stand where it stands`, `${journal} 的条目 ${e.index} 位置不实`);
      misplaced.add(e.index);
      if (isOwn) seen.add(mark);
      continue;
    }
    if (isOwn) seen.add(mark);
    states.set(journal, isOwn ? { entry: e.index, size: size + 1, closed: state.closed } : { entry: e.index, size, closed: size });
  }
  return misplaced;
};
const parties = body => {
  const side = { shipping: "destination", receiving: "source", accepting: "source" }[body.get("bizStep")], list = side && body.get(side + "List");
  return (Array.isArray(list) ? list : []).filter(p => isMap(p) && p.get("type") !== "location").map(p => /^urn:yima:uscc:([0-9A-Z]{18})$/.exec(p.get(side))).filter(f => f).map(f => f[1]);
};
// What a code says of its issuer: its digits from the company prefix on.
const issuerOf = uri => { const [key, number] = uri.startsWith(DOMAIN) ? uri.slice(DOMAIN.length).split("/") : ["", ""]; return ["00", "01", "8003"].includes(key) ? number.slice(1) : number; };
const complete = (doc, entries, result, registry, subject, wrong, open, now) => {
  const none = () => open("nothing shows that no record was left out", "未证明没有遗漏记录");
  if (!doc.index) return none();
  const at = entries.get(doc.index.state), state = at && at.read.kind === "index" && at.read.end === doc.index.state ? at.read : null;
  if (!state) return none();
  // The names of this script are those of the first and second function, with no schemes of codes but the built-in ones.
  if (!/^keys [12] e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855$/.test(state.keys)) return open("the index goes by other names than this script knows", "索引依据此脚本未知的命名规则");
  if (+new Date(state.time) > now + 600000) return open("the state of the index is of a time to come", "索引状态的时间在将来");
  const start = parseCode(subject, true);
  if (!start) return open("this code's names are not known to the script", "脚本不了解此编码的名称");
  const words = result.events.map(e => word(e, registry)), circle = circleOf(start, words), signers = new Map(result.events.map(e => [e.entry, e.uscc])), reserved = new Map(), firmOf = n => signers.get(n) || (result.unread.get(n) || "").slice(0, 18);
  const answered = new Map(), hide = (name, list) => open(`withheld: entries under “${name}” are not shown (${list.slice(0, 3).join(", ")})`, `有所隐瞒：“${name}”名下的条目未出示（${list.slice(0, 3).join(", ")}）`);
  for (const answer of doc.index.answers) {
    const key = keyOf(answer.name), parts = answer.runs.length === state.runs.length ? answer.runs.map((r, i) => found(key, r, state.runs[i])) : [null];
    if (parts.includes(null)) { wrong(`the index's answer about “${answer.name}” does not hold`, `索引对“${answer.name}”的答复不成立`); continue; }
    const listed = parts.flatMap(p => p.entries), gone = listed.filter(n => !entries.has(n)), held = gone.filter(n => !result.unread.has(n));
    if (held.length) hide(answer.name, held);
    else if (parts.every(p => !p.hidden)) {
      const own = firm => listed.filter(n => firmOf(n) === firm), needs = gone.flatMap(n => { const j = result.unread.get(n); return ["standing:" + j, "standing:" + j.slice(0, 18)]; });
      if ([...new Set(gone.map(firmOf))].some(f => !circle.isStranger(f, answer.name, gone.find(n => firmOf(n) === f), registry) || [...own(f).slice(0, 64), ...own(f).slice(-64)].some(n => !signers.has(n)))) { hide(answer.name, gone); continue; }
      answered.set(answer.name, listed);
      if (gone.length) reserved.set(answer.name, { gone, needs: new Set(["standing:ledger", ...needs, ...circle.containers(answer.name)]) });
    }
  }
  for (let i = 0; i <= reserved["size"]; i++) for (const [name, r] of reserved) if (![...r.needs].every(n => answered.has(n))) { answered.delete(name); reserved.delete(name); hide(name, r.gone); i = 0; }
  for (const n of new Set([...reserved.values()].flatMap(r => r.gone))) result.strangers.set(firmOf(n), (result.strangers.get(firmOf(n)) || 0) + 1);
  const names = needed(start, words, circle);
  Object.assign(result, { circle, made: names.made, own: names.own });
  for (const e of result.events) { const j = entries.get(e.entry).read.journal; names.add("standing:" + j); names.add("standing:" + j.slice(0, 18)); }
  names.add("standing:ledger");
  // By the second function of names also who may issue the codes, and the firms to which something was sent or from which it came.
  if (state.keys[5] === "2") {
    for (const name of [...names]) if (name.startsWith(DOMAIN)) {
      const digits = issuerOf(name);
      for (const count of [12, 7, 0]) if (digits.length >= count) names.add("standing:prefix:" + digits.slice(0, count));
    }
    for (const w of words) if (circle.firms.has(w.signer)) for (const uscc of w.parties) names.add("standing:" + uscc);
  }
  const missing = [...names].filter(n => !answered.has(n));
  result["names"] = [...names];
  if (missing.length) return open(`not shown to be complete: ${missing.length} of ${names["size"]} names are not answered, first “${missing[0]}”`, `未证明完整：${names["size"]} 个名称中有 ${missing.length} 个没有答复，首个为“${missing[0]}”`);
  result.complete = { time: state.time, entry: doc.index.state };
};
const readDocument = source => {
  const bad = name => { throw new SyntaxError(name); }, root = readJSON(source);
  if (!isMap(root)) bad("no object");
  const string = (m, n) => { const v = isMap(m) ? m.get(n) : null; return isText(v) ? v : bad(n); }, list = (m, n) => Array.isArray(m.get(n)) ? m.get(n) : bad(n);
  const num = v => { const n = v && v.number !== undefined ? integer(v.number) : null; return n === null ? bad("number") : n; };
  if (string(root, "format") !== "yima-evidence/1" || typeof root.get("complete") !== "boolean") bad("format");
  const hashes = list(root, "hashes").map(h => { const b = unbase64(h); return b && b.length === 32 ? b : bad("hash"); });
  const proof = (m, n) => list(m, n).map(v => hashes[num(v)] || bad("hashes"));
  let last = -1;
  const entries = list(root, "entries").map(e => {
    if (!isMap(e)) bad("entries");
    if (e.has("text") === e.has("base64")) bad("entries");
    const raw = e.has("text") ? utf8.encode(string(e, "text")) : unbase64(string(e, "base64")), index = num(e.get("index")), journal = e.get("journal");
    if (!raw || index <= last) bad("entries");
    last = index;
    if (journal !== undefined && !isMap(journal)) bad("journal");
    return { index, bytes: raw, proof: proof(e, "proof"), journal: journal ? { entry: num(journal.get("checkpoint")), proof: proof(journal, "proof") } : null };
  });
  const doc = { subject: string(root, "subject"), checkpoint: string(root, "checkpoint"), complete: root.get("complete"), entries, forks: list(root, "forks").length, unread: [], disclosures: root.has("disclosures") ? list(root, "disclosures").length : 0, index: null };
  const judged = root.get("judged"), files = judged instanceof Map ? judged.get("definitions") : 0;
  if (judged !== undefined && !(files instanceof Map && isTime(string(judged, "moment")) && [...files.values()].every(v => /^[0-9a-f]{64}$/.test(v)))) bad("judged");
  let end = -1;
  for (const u of root.has("unread") ? list(root, "unread") : []) {
    if (!isMap(u)) bad("unread");
    const first = num(u.get("first")), entry = num(u.get("checkpoint")), raw = unbase64(string(u, "leaves"));
    if (!raw || !raw.length || raw.length !== 32 * (entry - first) || first <= end) bad("unread");
    end = entry;
    doc.unread.push({ first, entry, leaves: Array.from({ length: entry - first }, (_, i) => raw.slice(32 * i, 32 * i + 32)), proof: proof(u, "proof"), path: proof(u, "journal") });
  }
  const index = root.get("index");
  if (index !== undefined) {
    if (!isMap(index)) bad("index");
    let name = null;
    doc.index = { state: num(index.get("state")), answers: list(index, "answers").map(a => {
      const next = string(a, "name");
      if (name !== null && !before(name, next)) bad("answers");
      name = next;
      if (!list(a, "runs").length || list(a, "runs").length > 32) bad("runs");
      return { name, runs: list(a, "runs").map(r => Array.isArray(r) && r.length ? parseRun(r.map(p => unbase64(p) || bad("runs"))) : bad("runs")) };
    }) };
    if (doc.index.answers.length > 4096) bad("answers");
  }
  return doc;
};

// ---- whether a newer state of the ledger goes on from an older one, by its tiles (C2SP tlog-tiles)
const tilePath = (level, index, width) => { const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, "0").match(/.../g); return `/tile/${level}/${digits.map((d, i) => i < digits.length - 1 ? "x" + d : d).join("/")}${width < 256 ? ".p/" + width : ""}`; };
// true, false, or null where it could not be checked. `load` gives the bytes at a path.
const goesOn = async ([oldSize, oldRoot], [newSize, newRoot], load) => {
  if (oldSize === newSize) return same(oldRoot, newRoot);
  if (oldSize > newSize) return false;
  if (oldSize === 0) return true;
  const tiles = new Map();
  const node = async (from, to) => {
    let height = Math.round(Math.log2(to - from)), level = Math.floor(height / 8);
    const span = 256 ** level, first = from / span, tile = Math.floor(first / 256), width = Math.min(256, Math.floor(newSize / span) - tile * 256), path = tilePath(level, tile, width);
    if (!tiles.has(path)) tiles.set(path, await load(path));
    const bytes = tiles.get(path), count = (to - from) / span, offset = first - tile * 256;
    if (!bytes || bytes.length !== width * 32 || offset + count > width) throw 0;
    let row = Array.from({ length: count }, (_, i) => bytes.slice((offset + i) * 32, (offset + i + 1) * 32));
    while (row.length > 1) row = Array.from({ length: row.length / 2 }, (_, i) => nodeHash(row[2 * i], row[2 * i + 1]));
    return row[0];
  };
  const rootOf = async (from, to) => {
    const size = to - from, isPerfect = Number.isInteger(Math.log2(size));
    if (isPerfect && (to <= oldSize || from >= oldSize)) return node(from, to);
    const middle = from + largest(size);
    return nodeHash(await rootOf(from, middle), await rootOf(middle, to));
  };
  try {
    // The tiles may lie too: then they do not lead to the newer root, which is signed.
    if (!same(await rootOf(0, newSize), newRoot)) return null;
    return same(await rootOf(0, oldSize), oldRoot);
  } catch { return null; }
};

return { "sha256": sha256, "sha512": sha512, "hex": hex, "unhex": unhex, "unbase64": unbase64, verify, parseKey, openCheckpoint, cosigners, check, goesOn, parseCode, addressed };
})();

// ---- the page
// What the script found out by itself stands above all else, made of signed events and the address alone. Whatever the host wrote is moved
// below, as the host's word: nothing of it can be taken for what was checked.
const byId = id => document.getElementById(id), everyOne = (what, place = document) => [...place.querySelectorAll(what)], say = (en, zh) => en || zh;
// The style sheet that belongs to this script, by its hash: another could hide what is shown here.
const SHEET = "@sheet";
const make = (tag, content, look) => { const e = document.createElement(tag); e.textContent = content; if (look) e.className = look; return e; };
// Puts the page in order: the script's part, and the host's below.
const arrange = (page, isAway) => {
  everyOne("style,link,dialog,iframe,object,embed,img,#check,.skip").forEach(e => e.integrity === SHEET || e.remove());
  everyOne("[style],[popover]").forEach(e => { e.removeAttribute("style"); e.removeAttribute("popover"); });
  const view = make("main", ""), host = make("details", ""), other = new URLSearchParams(location.search), nav = make("nav", ""), link = make("a", say("中文", "English"));
  view.innerHTML = `<h1 id="name"></h1><p class="code" id="code"></p><div id="told"></div><section class="check wait" id="check" aria-live="polite" aria-labelledby="c"><h2 id="c"></h2><p id="check-text"></p><div id="check-more"></div></section><div id="facts"></div><form id="pin"><label for="key">${say("The ledger's key, from elsewhere", "从其他渠道获得的账本密钥")}</label><input id="key" autocomplete="off" maxlength="400"><button>${say("Check with this key", "用此密钥核验")}</button></form>`;
  other.set("lang", say("zh", "en"));
  link.href = "?" + other;
  nav.append(link);
  host.append(make("summary", say("What the host says of it: its word, not checked", "主机的说法（未经核验）")), ...document["body"].childNodes);
  host["open"] = true;
  host.className = "host";
  for (const e of everyOne("[id],[for]", host)) if (e.htmlFor) e.htmlFor = "host-" + e.htmlFor; else e.id = "host-" + e.id;
  if (isAway) document["body"].append(page, view); else { document["body"].append(nav, view, host); page.replaceWith(...page.childNodes); }
  view.id = "main";
  return host;
};
const runYima = async () => {
  const page = byId("main");
  if (!page) return;
  // Only the page for it checks another host's ledger.
  const isAway = location.pathname === "/check", [known, verdict, origin, witness] = ["known", "verdict", "origin", "witness"].map(n => page.dataset[n]), base = isAway ? page.dataset["base"] || "" : "", look = page.querySelector("h1").textContent.trim(), isWarning = everyOne(".alert", page).some(a => a.textContent.trim() && !a.hidden);
  const lines = everyOne("#timeline li", page), host = arrange(page, isAway);
  const tell = (state, title, content, notes = [], look = state) => {
    byId("check").className = "check " + look;
    byId("c").textContent = title;
    byId("check-text").textContent = content;
    const list = make("ul", "");
    for (const line of notes.slice(0, 12)) list.append(make("li", line));
    byId("check-more").replaceChildren(...(notes.length ? [list] : []));
    document["body"].dataset.check = state;
    // What the host says stands open where it may be all that there is, or a warning.
    host["open"] = !["red", "green"].includes(look) || isWarning;
  };
  const red = (notes, title) => tell("red", title || say("FALSE: do not trust this page", "不实：请勿相信本页"), say("Your own browser checked it, and it does not hold:", "您的浏览器核验后发现以下内容不成立："), notes);
  const grey = notes => tell("grey", say("Could not be checked", "未能核验"), say("That proves nothing false, nor anything true:", "这不表示内容不实，但也未被证明属实："), notes);
  const keep = (name, value) => { try { localStorage.setItem(name, value); return true; } catch { return false; } }, kept = name => { try { return localStorage.getItem(name); } catch { return null; } };
  const load = async path => { const answer = await fetch(base + path, { credentials: "omit", cache: path.startsWith("/tile") ? "default" : "no-store" }); if (!answer.ok) throw new Error(path.split("?")[0] + ": " + answer.status); return new Uint8Array(await answer.arrayBuffer()); };
  const decode = bytes => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  byId("pin").onsubmit = event => { event.preventDefault(); location["hash"] = "key=" + encodeURIComponent(byId("key")["value"].trim()); };
  onhashchange = () => location.reload();
  tell("wait", say("Your browser is checking …", "浏览器正在核验……"), "");
  try {
    // What the page is about, its address alone says.
    const subject = isAway ? page.dataset["subject"] : Yima.addressed(location.pathname), code = Yima.parseCode(subject, true);
    byId("name").textContent = subject.split("/").slice(3).join(" / ");
    byId("code").textContent = document["title"] = subject;
    if (page.dataset["subject"] !== subject) return red([say("The page is about another code than its address.", "本页所述编码与网址不符。")]);
    // Whose word: the key in the address, else the one that was pinned, else the one that the ledger gives, which is then pinned.
    let given = null;
    try { given = decodeURIComponent((/[#&]key=([^&]*)/.exec(location["hash"]) || [])[1] || "") || null; } catch { given = "?"; }
    if (given && !Yima.parseKey(given)) return grey([say("The key in the address cannot be read.", "网址中的密钥无法读取。")]);
    const keyName = "yima-key " + base, headName = "yima-head " + base, pinned = given || kept(keyName), key = pinned || decode(await load("/ledger.vkey")).trim(), parsed = Yima.parseKey(key);
    if (!parsed) return grey([say("The ledger's key cannot be read.", "账本密钥无法读取。")]);
    // What is remembered is of this address, whatever ledger it says to be today.
    if (!isAway && parsed.name !== origin) return given || pinned ? red([say(`The key is of ${parsed.name}, and this page says that it is of ${origin}.`, `该密钥属于 ${parsed.name}，而本页自称属于 ${origin}。`)]) : grey([say("The ledger's key is of another name.", "账本密钥的名称不符。")]);
    const source = decode(await load("/evidence?absence=shown&code=" + encodeURIComponent(subject)));
    const result = await Yima.check(source, key, subject), words = list => list.map(l => say(l.en, l.zh));
    if (result.isOther && pinned) return red(words(result.doubts).concat(say("Another ledger took its name, or its key was changed: ask the authority.", "可能是冒名的账本，也可能已更换密钥：请向主管部门核实。")), say("NOT the ledger that you know", "不是您所知的账本"));
    if (result["state"] === "red") return red(words(result.faults));
    if (!result.checkpoint) return grey(words(result.doubts));
    // An old link must not bring back a key that was exchanged since.
    const remembered = kept(keyName);
    if (given && remembered && !result.keys.includes(remembered)) return grey([say("The key in the address is neither the one that your browser knows nor one before it: open the page without it.", "网址中的密钥不是本浏览器已知的该账本密钥，也不是其前身：请去掉网址中的密钥后重新打开。")]);
    // Whose cosignatures count: of the witnesses in the address, else of those that this browser remembers, else of those that the ledger names,
    // which are then remembered. That another history is shown to others they would have to have part in.
    const read = t => (t || "").split(" ").map(k => Yima.parseKey(k, 4)).filter(k => k), witnessName = "yima-witness " + base;
    let named = [];
    try { named = read(decodeURIComponent((/[#&]witness=([^&]*)/.exec(location["hash"]) || [])[1] || "")); } catch { named = []; }
    const earlier = read(kept(witnessName)), witnesses = named.length ? named : earlier.length ? earlier : read(witness), isFirst = !named.length && !earlier.length;
    // What this browser saw before must still be there.
    const notes = [], newest = [result.checkpoint.size, Yima["unbase64"](result.checkpoint.root)];
    let older = null;
    try { older = JSON.parse(kept(headName)); } catch { older = null; }
    const current = result.keys[result.keys.length - 1];
    if (older && result.keys.includes(older["key"]) && Number.isSafeInteger(older["size"]) && Yima["unbase64"](older["root"])) {
      const goesOn = await Yima.goesOn([older["size"], Yima["unbase64"](older["root"])], newest, load);
      if (goesOn === false) return red([newest[0] < older["size"] ? say(`The ledger has shrunk: your browser saw ${older["size"]} entries before, now there are ${newest[0]}.`, `账本变短了：您的浏览器曾见到 ${older["size"]} 条，现在只有 ${newest[0]} 条。`) : say(`The ledger has changed its past: it does not go on from the ${older["size"]} entries that your browser saw before.`, `账本改动了过去：与您的浏览器此前所见（${older["size"]} 条）不一致。`)]);
      if (goesOn === null) return grey([say("Whether it goes on from what your browser saw before could not be checked.", "未能核对账本是否延续您此前所见的状态。")]);
      notes.push(say(`It goes on from the ${older["size"]} entries that your browser saw before.`, `延续了您的浏览器此前所见的 ${older["size"]} 条记录。`));
    }
    let isAlone = false;
    if (witnesses.length) try {
      const note = decode(await load("/checkpoint")), seen = await Yima.openCheckpoint(note, Yima.parseKey(current)), by = seen.state === "true" ? await Yima.cosigners(note, witnesses) : [], isOlder = seen.size <= newest[0], was = [seen.size, seen.root];
      const isSame = by.length ? await Yima.goesOn(isOlder ? was : newest, isOlder ? newest : was, load) : null;
      if (isSame === false) return red([say("The ledger shows you another history than its witnesses.", "账本向您出示的历史与其见证方所见不同。")]);
      isAlone = !isSame && !isFirst;
      const whose = named.length ? say("by the keys in the address", "密钥取自网址") : isFirst ? say("by the ledger's own word, remembered from now on", "密钥由账本自己提供，从现在起被记住") : say("by the keys that your browser remembers", "密钥为您的浏览器所记住");
      notes.push(isSame ? say(`Cosigned by ${by.length} of ${witnesses.length} witnesses (${by.join(", ")}), its first ${seen.size} entries; ${whose}.`, `前 ${seen.size} 条由 ${witnesses.length} 个见证方中的 ${by.length} 个联署（${by.join("、")}）；${whose}。`) : say("No known witness has cosigned it: others may be shown another history.", "没有已知的见证方联署：他人可能看到另一种历史。"));
      if (isFirst && isSame) keep(witnessName, witnesses.map(k => k.text).join(" "));
    } catch { isAlone = !isFirst; notes.push(say("Its witnesses could not be asked for.", "未能取得见证方联署。")); }
    const isKept = keep(headName, JSON.stringify({ "key": current, "size": newest[0], "root": result.checkpoint.root })) && keep(keyName, current);
    // What speaks against the goods is told in any case, the rest only where it is whole.
    const record = recorded(result, code), { warned } = record;
    byId("told").replaceChildren(...warned.map(([title, content]) => { const e = make("div", "", "alert bad"); e.setAttribute("role", "alert"); e.append(make("strong", title), make("span", content)); return e; }));
    if (result["state"] === "grey") return grey(words(result.doubts));
    if (record.name) byId("name").textContent = document["title"] = record.name;
    show(record);
    const lies = isAway ? [] : contradicted(record, look, lines);
    if (record.isItself && !isWarning && !isAway) lies.push(say("The record speaks against the goods, and the host's page does not warn of it.", "记录对该货物不利，而主机的页面没有警示。"));
    if (record.isOnRecord && known !== "1" && !lines.length && !isAway) lies.push(say("The host's page says that nothing is on record, and something is.", "主机的页面称没有记录，而实际上有。"));
    if (lies.length) return red(lies);
    notes.unshift(result.events.length ? say(`Each event (${result.events.length}) was signed by a device of the firm and stands unchanged in the ledger.`, `全部 ${result.events.length} 个事件均由企业自己的设备签名，在账本中未被改动。`) : say("It is shown that nothing is on record of this code.", "已证明此码没有任何记录。"));
    const until = new Date(+new Date(result.complete.time) + 288e5).toISOString().slice(0, 16).replace("T", " ") + " (UTC+8)";
    notes.push(say(`Nothing was left out up to ${until} (${result["names"].length} names).`, `截至 ${until} 没有遗漏（${result["names"].length} 个名称）。`));
    const later = result.checkpoint.size - result.complete.entry - 1, isOld = Date.now() - new Date(result.complete.time) > 864e5;
    if (isOld) notes.push(say("That is more than a day ago: a recall that came since would not be seen.", "距今已超过一天：此后的召回无从得知。"));
    if (later > 0) notes.push(say(`Not of the ${later} entries after that.`, `其后的 ${later} 条未证明。`));
    notes.push(given ? say("Checked with the key that you gave.", "使用您提供的密钥核验。") : pinned ? say("Checked with the key that your browser remembers.", "使用您的浏览器记住的密钥核验。") : isKept ? say("First visit: the key is the ledger's own word, and is remembered from now on.", "首次访问：密钥由账本自己提供，从现在起被记住。") : say("The key is the ledger's own word, and your browser cannot remember it.", "密钥由账本自己提供，而您的浏览器无法记住它。"));
    // What others wrote stands last, however much it is.
    for (const [firm, count] of result.strangers) notes.push(say(`Firm ${firm}, which had nothing of these goods, wrote ${count} entries more about them: counted, and not shown.`, `与该货物无关的企业 ${firm} 另写有 ${count} 条：已计数，未出示。`));
    // Green is for goods of which the record says nothing bad: who sees it must not take a false record, or none, for a good one.
    const checked = say("Your own browser checked the record:", "您自己的浏览器已核验记录：");
    if (warned.length) return tell("warned", say("WARNING: the record speaks against it", "警告：记录对其不利"), checked, notes, "red");
    if (!record.isOnRecord) return tell("absent", say("Your own browser checked: there is no record", "您的浏览器已核验：确无记录"), say("That says nothing for the goods.", "这不能说明货物没有问题。"), notes, "checked");
    if (isOld) return tell("old", say("Checked, but only up to ", "已核验，但仅截至 ") + until, checked, notes, "checked");
    if (record.afar.length) notes.unshift(say("Recalled was what was made of it, or what else stands below: entries ", "已召回的是其制成品或下列其他货物：条目 ") + record.afar.map(e => e.entry).join(", "));
    const isGood = known === "1" && verdict === "valid" && !isWarning && !isAlone && !record.afar.length;
    tell("green", say("The record: checked by your own browser", "记录已由您自己的浏览器核验"), isGood || isAway ? say("It is signed and whole. The rules are judged by the host; “yima verify” judges by itself.", "记录签名完整。按规则的判定由主机作出；yima verify 可独立判定。") : say("It is signed and whole, but the host finds fault with the goods: see below.", "记录签名完整，但主机判定其有问题：见下。"), notes, isGood ? "green" : "checked");
  } catch (error) { grey([String(error && error.message || error).slice(0, 200)]); }
};
// ---- what the signed events say
const STEPS = Object.fromEntries(say("commissioning Created,creating_class_instance Created,shipping Shipped,receiving Received,accepting Received,storing Stored,inspecting Inspected,releasing Released,retail_selling Sold,dispensing Consumed,destroying Destroyed,holding Held,refusing Refused,feeding Fed,treating Treated,sampling Sampled,transporting Transported", "commissioning 产出赋码,creating_class_instance 产出赋码,shipping 发货,receiving 收货,accepting 收货,storing 入库储存,inspecting 检验,releasing 放行,retail_selling 售出,dispensing 消费,destroying 销毁,holding 封存停售,refusing 拒收,feeding 投喂,treating 用药,sampling 抽样,transporting 运输").split(",").map(t => t.split(" ")));
const STATES = { recalled: say("Recalled", "召回"), non_conformant: say("Failed test", "检验不合格"), holding: say("Held", "封存停售") };
const FACTS = say("spec Kind,producerName Producer,scNo Licence,originRegion Region,catchArea Catch area,productionMethod Made by,pondId Pond,issueCountry Certified in,productionDate Produced on,harvestTime Harvested,slaughterDate Slaughtered on", "spec 规格,producerName 生产者,scNo 许可证,originRegion 产地,catchArea 捕捞区,productionMethod 生产方式,pondId 池塘或网箱,issueCountry 出证国家,productionDate 生产日期,harvestTime 起捕时间,slaughterDate 屠宰日期").split(",");
const get = (e, n) => { const v = e.body.get(n); return isText(v) ? v : ""; }, last = t => t.split(/[:\/-]/).pop(), step = e => last(get(e, "bizStep")), firmOf = e => e.firm.trim() || e.uscc;
const isPlain = t => [...t].length <= 80 && !/[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/u.test(t);
// The time at the place, to the minute.
const local = e => { const zone = /^([+-])(\d\d):(\d\d)$/.exec(get(e, "eventTimeZoneOffset")), at = +new Date(get(e, "eventTime")); return zone && !isNaN(at) ? new Date(at + Number(zone[1] + "1") * (zone[2] * 60 + +zone[3]) * 60000).toISOString().slice(0, 16).replace("T", " ") : ""; };
// What stands under an element's name, wherever in an event.
const element = (v, name) => { if (isMap(v)) for (const [n, w] of v) { const f = (n === name || n.endsWith(":" + name)) && (isText(w) ? w.trim() : w && w.number) || element(w, name); if (f) return f; } return ""; };
const plainDay = t => { const d = t.slice(0, 10).replace(/\D/g, ""); return d.length === 8 ? d.replace(/(....)(..)/, "$1-$2-") : ""; };
// The last good day by an event: said itself, or by the day of making and the shelf life.
const goodUntil = body => {
  const said = plainDay(element(body, "expiryDate") || element(body, "expiry")), made = new Date(plainDay(element(body, "productionDate"))), days = element(body, "shelfLifeDays"), months = element(body, "shelfLifeMonths"), day = made.getUTCDate();
  if (said || isNaN(made) || !days && !months) return said;
  if (days) made.setUTCDate(day + Number(days)); else { made.setUTCMonth(made.getUTCMonth() + Number(months)); if (made.getUTCDate() !== day) made.setUTCDate(0); }
  return isNaN(made) ? "" : made.toISOString().slice(0, 10);
};
// The last good day by the label that was scanned: YYMMDD, where day 00 is the month's last.
const labelDays = () => ["17", "15"].map(n => /^(\d\d)(\d\d)(\d\d)$/.exec(new URLSearchParams(location.search).get(n))).filter(d => d).map(d => new Date(Date.UTC(2000 + +d[1], d[2] - (d[3] === "00" ? 0 : 1), +d[3])).toISOString().slice(0, 10));
const recorded = (result, code) => {
  const lists = ["epcList", "quantityList", "outputEPCList", "outputQuantityList"], events = result.events.slice().sort((a, b) => new Date(get(a, "eventTime")) - new Date(get(b, "eventTime")) || a.entry - b.entry), warned = [], facts = [];
  const about = (e, names, keys, isLot) => names.some(n => (Array.isArray(e.body.get(n)) ? e.body.get(n) : []).some(v => { const c = Yima.parseCode(isMap(v) ? v.get("epcClass") : v); return c && (keys.includes(c.key) || isLot && keys.includes(c.lot)); }));
  const gone = events.filter(e => e.body.has("errorDeclaration")), words = (e, n) => { const p = e.body.get("persistentDisposition"), v = isMap(p) ? p.get(n) : []; return (Array.isArray(v) ? v : []).filter(w => isText(w)).map(last); };
  const isObject = e => get(e, "type") === "ObjectEvent", item = e => { const t = element(e.body, "testItem"); return t; }, state = e => { const set = [last(get(e, "disposition")), ...words(e, "set")]; return set.includes("recalled") ? "recalled" : set.includes("non_conformant") ? "non_conformant" : step(e) === "holding" ? "holding" : ""; };
  const called = e => STATES[isObject(e) && get(e, "action") === "OBSERVE" && state(e)] || STEPS[step(e)] || (get(e, "type") === "TransformationEvent" ? say("Processed", "加工") : step(e));
  const record = { warned, facts, events, called, name: "", isItself: false, afar: [], heard: events };
  // Offices are heard as their roles on the ledger say, for goods of a firm of their district.
  const SETS = { authority: "recalled non_conformant holding", laboratory: "non_conformant", port: "non_conformant holding" }, near = new Set(), goods = [...result.own || [code.key]];
  for (const made of result.made || []) {
    const isItself = made.key === code.key;
    if (!isItself && goods.includes(made.key)) continue;
    // The goods themselves are also meant by their lot, and by their product.
    const own = isItself ? goods : [made.key, made.lot].filter(k => k), wide = own.concat(own.map(k => k.split("/").slice(0, 5).join("/")));
    const issuers = own.map(result.circle.origin).filter(o => o && o.claim < 3).map(o => o.firms).filter(f => f.length === 1).map(f => f[0]), isIssuer = e => issuers.includes(e.uscc);
    // Taken back by who recorded it, and by nobody else: by its eventID, its place, or what it says (a hash, which is not computed here).
    const told = events.filter(e => step(e) !== "denying" && !gone.includes(e) && !gone.some(d => d.uscc === e.uscc && d.entry > e.entry && ([get(e, "eventID"), e.place].includes(get(d, "eventID")) || get(d, "eventID").startsWith("ni:") && about(d, [...d.body.keys()], own))));
    const isSaid = (e, kind) => isIssuer(e) || isObject(e) && get(e, "action") === "OBSERVE" && ["inspecting", "holding"].includes(step(e)) && e.grants.some(g => { const [role, scope] = g.role.split(" "); return g.entry < e.entry && !(g.end < e.entry) && (SETS[role] + "").includes(kind) && issuers.some(f => f.slice(2).startsWith(scope)); });
    for (const e of told.filter(x => about(x, lists.slice(0, 2), wide))) {
      const kind = state(e);
      if (!kind || !isSaid(e, kind)) continue;
      // Lifted by who set it or an authority, about these goods; a failed test by a passed one of the same item.
      const isLifted = told.some(x => +new Date(get(x, "eventTime")) >= +new Date(get(e, "eventTime")) && x !== e && (x.uscc === e.uscc || x.grants.some(g => g.role.startsWith("authority"))) && (about(x, [...x.body.keys()], wide) || get(x, "parentID")) && (words(x, "unset").includes(kind) || kind !== "recalled" && step(x) === "releasing" || kind === "non_conformant" && last(get(x, "disposition")) === "conformant" && (!item(x) || !item(e) || item(x).includes(item(e)))));
      if (isLifted) continue;
      const title = { recalled: say("RECALLED: do not eat, bring it back", "已召回：请勿食用，请退回"), non_conformant: say("FAILED ITS TEST: do not eat", "检验不合格：请勿食用"), holding: say("ON HOLD: not to be sold", "封存停售") }[kind], by = say(`Signed by ${firmOf(e)}, ${local(e)} (entry ${e.entry}).`, `${firmOf(e)} 于 ${local(e)} 签署（条目 ${e.entry}）。`);
      near.add(e);
      if (isItself) record.isItself = true;
      warned.push([title, isItself ? by : say("What it was made of: ", "其原料：") + made.key.slice(19) + ". " + by]);
    }
    if (!isItself) continue;
    const issues = told.filter(e => isIssuer(e) && (about(e, lists.slice(2), own, true) || about(e, lists.slice(0, 2), own, true) && (get(e, "action") === "ADD" || step(e) === "opening_stock")));
    const add = (name, value) => value && facts.push([name, value.slice(0, 120)]), signed = n => { for (const e of issues) { const v = element(e.body, n); if (v) return v; } return ""; };
    record.name = signed("productName").slice(0, 200);
    if (issues[0]) add(say("Issued by", "赋码单位"), firmOf(issues[0]));
    for (const fact of FACTS) add(fact.slice(fact.indexOf(" ") + 1), signed(fact.split(" ")[0]));
    const [day] = issues.map(e => goodUntil(e.body)).filter(d => d).slice(0, 1).concat(labelDays()).sort();
    add(say("Good until", "有效期至"), day);
    if (day && day < new Date(Date.now() + 288e5).toISOString().slice(0, 10)) warned.push([say("EXPIRED", "已过期"), say(`Good until ${day}.`, `有效期至 ${day}。`)]);
  }
  // Of other goods on the way: who had any of them, or an office, recalled some.
  if (result.circle) record.afar = events.filter(e => state(e) === "recalled" && !near.has(e) && !gone.includes(e) && (result.circle.firms.has(e.uscc) || e.grants.length) && !events.some(x => x.uscc === e.uscc && x.entry > e.entry && (words(x, "unset").includes("recalled") || gone.includes(x) && [get(e, "eventID"), e.place].includes(get(x, "eventID")))));
  // Who had the goods, or an office, is listed; where nobody is known to have had them, everybody.
  record.heard = events.filter(e => e.grants.length || result.circle && result.circle.firms.has(e.uscc));
  if (!record.heard.length) record.heard = events;
  const isNamed = e => [...e.body.keys()].some(n => about(e, [n], goods, true)) || goods.includes(get(e, "parentID"));
  record.isOnRecord = code.bare || !/^.{18}\/0[01]\//.test(code.key) ? events.length > 0 : events.some(e => !gone.includes(e) && isNamed(e));
  return record;
};
// The record as it was signed.
const show = record => {
  const { facts, heard: events } = record, others = record.events.length - events.length, place = byId("facts"), list = make("ol", "", "timeline"), table = make("dl", ""), half = 16;
  for (const [name, value] of facts) { const row = make("div", ""); row.append(make("dt", name), make("dd", value)); table.append(row); }
  events.forEach((e, i) => { if (i < half || i >= events.length - half) {
    const line = make("li", "", (Object.values(STATES).includes(record.called(e)) ? "stop" : "plain") + " proven"), things = [...new Set([...e.body.values()].flatMap(v => Array.isArray(v) ? v : []).map(v => Yima.parseCode(isMap(v) ? v.get("epcClass") : v)).filter(c => c).map(c => c.key.slice(22)))];
    line.append(make("time", local(e)), " ", make("b", record.called(e)), make("br", ""), make("span", firmOf(e)), make("br", ""), make("small", things.slice(0, 3).join(", ") + (things.length > 3 ? " …" : "") + say(" · entry ", " · 条目 ") + e.entry));
    list.append(line);
  } else if (i === half) list.append(make("li", say(`${events.length - 2 * half} more`, `另有 ${events.length - 2 * half} 条`))); });
  if (others) list.append(make("li", say(`${others} events by firms that had nothing of these goods are not listed`, `另有 ${others} 个事件出自与该货物无关的企业，未列出`)));
  if (events.length) place.replaceChildren(make("h2", say("What was signed", "签署的内容")), table, list);
};
// Where the host's page says of the goods what nobody signed.
const contradicted = (record, look, lines) => {
  const lies = [], told = (v, value) => isMap(v) ? [...v].some(([n, w]) => (n === "productName" || n.endsWith(":productName")) && String(w).trim() === value || told(w, value)) : false;
  if (record.name && isPlain(look) && !look.includes("\\u") && !look.endsWith("…") && !look.includes(decodeURIComponent(location.pathname.split("/").filter(t => t).pop())) && !record.events.some(e => told(e.body, look))) lies.push(say(`The host's page says “${look}”, and no signed event does.`, `主机的页面称“${look}”，而没有任何签名事件这样说。`));
  const other = [...Object.values(STATES), ...say("Sent back,Taken back", "退货发出,退货收回").split(",")];
  for (const line of lines) {
    const t = line.textContent, shown = (line.querySelector("b") || line).textContent, near = record.events.filter(e => t.trim().startsWith(local(e)) && (!isPlain(firmOf(e)) || t.includes(firmOf(e).slice(0, 15))));
    if (!near.some(e => !STEPS[step(e)] || get(e, "type") !== "ObjectEvent" || get(e, "action") !== "OBSERVE" || STEPS[step(e)] === shown || other.includes(shown))) { line.className += " false"; lies.push(say(`No signed event says “${t.trim().slice(0, 80)}”.`, `没有任何签名事件这样说：“${t.trim().slice(0, 80)}”。`)); }
  }
  return lies;
};
if (typeof module === "object") module.exports = Yima; else if (typeof document === "object") runYima();
