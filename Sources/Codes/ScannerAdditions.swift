import Values

/// What scanners are set to send around a code, and no code has: told with the way out, since a person sees nothing of it.
enum ScannerAdditions {
    /// The first that is found; nil where there is none.
    static func error(in written: WrittenCode) -> CodeError? {
        let bytes = written.bytes
        for place in [0, bytes.count - 1] where isControl(bytes[place]) {
            let shown = CodeByte.shown(bytes[place])
            return CodeError(
                reason: .wrongCharacter, position: written.position(of: place),
                wording: Wording(
                    en: "the control character \(shown.en) stands \(place == 0 ? "before" : "behind") the code",
                    zh: "编码\(place == 0 ? "前" : "后")有控制字符 \(shown.zh)"),
                hint: Wording(
                    en: "set the scanner to send no prefix and no suffix (STX, ETX) but the line end",
                    zh: "请把扫码枪设为不发送前缀和后缀（STX、ETX），只发送回车"))
        }
        guard bytes[0] == UInt8(ascii: "\\"), bytes.count > 7, bytes[1...6].allSatisfy(CodeByte.isDigit) else {
            return nil
        }
        let shown = String(decoding: bytes[...6], as: UTF8.self)
        return CodeError(
            reason: .wrongCharacter, position: written.position(of: 0),
            wording: Wording(
                en: "the scanner has typed the barcode's character set (ECI \(shown)) before the code",
                zh: "扫码枪在编码前发送了条码的字符集标识（ECI \(shown)）"),
            hint: Wording(en: "set the scanner not to send ECI", zh: "请把扫码枪设为不发送 ECI"))
    }

    /// A control character other than the separator GS, which a scanner may send at either end.
    private static func isControl(_ byte: UInt8) -> Bool {
        byte < 0x20 && byte != CodeByte.groupSeparator || byte == 0x7F
    }
}
