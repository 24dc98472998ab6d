extension PercentEncoding {
    /// A text's UTF-8 with everything but unreserved characters as `%XX`.
    static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        append(Array(text.utf8)[...], to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
