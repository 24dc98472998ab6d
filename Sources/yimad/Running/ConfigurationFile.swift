import CommandSupport
import StrictJSON
import Values

/// The daemon's configuration file, looked through before it is used: a setting that is misspelt or of a wrong kind must never be
/// silently without effect.
struct ConfigurationFile: Sendable {
    let path: String
    /// Where each setting stands that is there.
    private(set) var places: [String: String] = [:]
    /// What is wrong, in the order of the file.
    private(set) var problems: [CommandError] = []

    private static let bytesMax = 64 << 10

    /// Throws where the file cannot be read or is no JSON object.
    init(path: String) throws(CommandError) {
        self.path = path
        guard let bytes = try ByteSource(path: path).rest(bytesMax: Self.bytesMax) else {
            throw CommandError(.badInput, at: Wording(path), en: "too large", zh: "文件过大")
        }
        let root: JSONValue
        do {
            root = try JSONDocument(bytes).root
        } catch {
            throw CommandError(.badInput, at: Wording("\(path):\(error.line):\(error.column)"), error.wording)
        }
        guard root.kind == .object else {
            throw CommandError(.badInput, at: place(of: root), en: "not an object", zh: "应为对象 {…}")
        }
        look(through: root, below: "")
    }

    private mutating func look(through object: JSONValue, below prefix: String) {
        for (member, value) in object.members {
            let name = prefix + member
            if let setting = KnownSetting.named(name) {
                if setting.kind.holds(value) {
                    places[name] = said(place(of: value))
                } else {
                    problems.append(wrongKind(setting, value))
                }
            } else if KnownSetting.all.contains(where: { $0.name.hasPrefix(name + ".") }) {
                guard value.kind == .object else {
                    problems.append(
                        CommandError(
                            .badInput, at: place(of: value), en: "“\(name)” must be an object", zh: "“\(name)”应为对象 {…}")
                    )
                    continue
                }
                look(through: value, below: name + ".")
            } else {
                problems.append(.unknownSetting(name, at: place(of: value), among: KnownSetting.all.map(\.name)))
            }
        }
    }

    private func place(of value: JSONValue) -> Wording {
        let (line, column) = value.location
        return Wording("\(path):\(line):\(column)")
    }

    private func wrongKind(_ setting: KnownSetting, _ value: JSONValue) -> CommandError {
        let kind = setting.kind.wording
        let found = String(decoding: value.rawBytes.prefix(40), as: UTF8.self).printable
        return CommandError(
            .badInput, at: place(of: value), en: "“\(setting.name)” must be \(kind.en), not \(found)",
            zh: "“\(setting.name)”应为\(kind.zh)，而非 \(found)",
            hint: setting.fallback.map { fallback in
                let example = setting.kind == .number ? fallback : "\"\(fallback)\""
                return Wording(en: "for example \(example)", zh: "例如 \(example)")
            })
    }
}

extension KnownSetting.Kind {
    fileprivate func holds(_ value: JSONValue) -> Bool {
        switch self {
        case .text: value.kind == .string
        case .words: value.kind == .array && value.elements.allSatisfy { $0.kind == .string }
        case .number: value.numberText.flatMap { Int($0) } != nil
        }
    }
}

extension CommandError {
    /// A setting that does nothing, and what may have been meant.
    static func unknownSetting(_ name: String, at place: Wording, among known: [String]) -> CommandError {
        CommandError(
            .badInput, at: place, en: "unknown setting “\(name.shown)”", zh: "未知的设置“\(name.shown)”",
            hint: Suggestion.didYouMean(name, among: known)
                ?? Wording(
                    en: "there are: \(known.joined(separator: ", "))", zh: "可用的设置：\(known.joined(separator: "、"))"))
    }
}
