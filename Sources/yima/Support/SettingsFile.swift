import CommandSupport
import Files
import StrictJSON
import Values

/// A small JSON file of named texts: the configuration, a journal's settings, a pinned key. Unknown names are errors, so that
/// a misspelt setting is never silently without effect.
struct SettingsFile {
    let path: String
    private var values: [String: String] = [:]
    private let names: [String]

    private static let bytesMax = 64 << 10

    /// Reads the file; where there is none every value is nil.
    init(path: String, names: [String]) throws(CommandError) {
        self.path = path
        self.names = names
        guard FileWriter.exists(path) else { return }
        guard let bytes = try ByteSource(path: path).rest(bytesMax: Self.bytesMax) else {
            throw CommandError(.cannotRead, at: Wording(path), en: "too large", zh: "文件过大")
        }
        let root: JSONValue
        do {
            root = try JSONDocument(bytes).root
        } catch {
            throw CommandError(.cannotRead, at: Wording("\(path):\(error.line):\(error.column)"), error.wording)
        }
        guard root.kind == .object else { throw .settings(path, root, en: "not an object", zh: "不是对象") }
        for (name, value) in root.members {
            guard names.contains(name) else {
                throw .settings(path, value, en: "unknown setting \"\(name)\"", zh: "未知的设置“\(name)”")
            }
            guard let text = value.string, !text.isEmpty else {
                throw .settings(path, value, en: "\"\(name)\" must be a text", zh: "“\(name)”应为非空文本")
            }
            values[name] = text
        }
    }

    subscript(name: String) -> String? {
        get { values[name] }
        set {
            precondition(names.contains(name))
            values[name] = newValue
        }
    }

    func save(mode: UInt32 = 0o644) throws(CommandError) {
        let members = names.compactMap { name in values[name].map { (name, JSONNode.string($0)) } }
        try FileWriter.write(
            JSONNode.object(members).prettyPrinted() + [0x0A], to: path, mode: mode, existing: .replaced)
    }
}

extension CommandError {
    fileprivate static func settings(_ path: String, _ value: JSONValue, en: String, zh: String) -> CommandError {
        let (line, column) = value.location
        return CommandError(.cannotRead, at: Wording("\(path):\(line):\(column)"), en: en, zh: zh)
    }
}
