import Codes

extension FuzzTarget {
    private static let codes = CodeReader()

    static func readCode(_ bytes: [UInt8]) {
        read(String(decoding: bytes, as: UTF8.self), with: codes)
    }

    /// A code that was read has one identity: its canonical form reads back to it.
    static func read(_ written: String, with codes: CodeReader) {
        guard let code = try? codes.read(written) else { return }
        guard let again = try? codes.read(code.uri) else { broken("\(code.uri) reads back") }
        if again.uri != code.uri { broken("\(code.uri) is its own canonical form, not \(again.uri)") }
        if again.key != code.key { broken("\(code.uri) has one key: \(code.key), not \(again.key)") }
        if again.lotKey != code.lotKey { broken("\(code.uri) has one lot") }
    }
}
