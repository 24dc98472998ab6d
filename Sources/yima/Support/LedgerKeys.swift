import CommandSupport
import TransparencyLog
import Values

/// Reading verifier keys that a person gives: the key itself, or a file that holds it (`ledger.vkey`).
enum LedgerKeys {
    static func read(_ text: String) throws(CommandError) -> VerifierKey {
        if text.contains("+"), !FileWriter.exists(text) { return try parse(text, place: Wording(text.shown)) }
        guard let bytes = try ByteSource(path: text).rest(bytesMax: 16 << 10) else {
            throw CommandError(.badInput, at: Wording(text), en: "not a verifier key: too large", zh: "不是验证密钥：文件过大")
        }
        return try parse(String(decoding: bytes, as: UTF8.self).trimmedLine, place: Wording(text))
    }

    static func parse(_ text: String, place: Wording) throws(CommandError) -> VerifierKey {
        do {
            let key = try VerifierKey.parse(text)
            guard key.type == .ed25519 else { throw KeyError.unsupportedType(key.type.rawValue) }
            return key
        } catch let error as KeyError {
            throw CommandError(
                .badInput, at: place, en: "not a ledger's verifier key: \(error.en)", zh: "不是账本的验证密钥：\(error.zh)",
                hint: Wording(
                    en: "yimad prints it, and keeps it in ledger.vkey", zh: "yimad 会打印该密钥，并保存在 ledger.vkey 中"))
        } catch {
            preconditionFailure("keys fail only as KeyError")
        }
    }
}

extension String {
    /// Without blanks and line feeds at the ends.
    var trimmedLine: String {
        let blanks: Set<Character> = [" ", "\t", "\n", "\r", "\r\n"]
        var text = self[...]
        while let last = text.last, blanks.contains(last) { text.removeLast() }
        while let first = text.first, blanks.contains(first) { text.removeFirst() }
        return String(text)
    }
}
