import StrictJSON
import Values

/// Reads a definition file of the rules, strictly: every fault is located.
struct DefinitionReader {
    /// The name under which errors speak of it.
    let file: String

    func root(_ bytes: [UInt8]) throws(LocatedError) -> JSONValue {
        let document: JSONDocument
        do {
            document = try JSONDocument(bytes)
        } catch {
            throw LocatedError(error.located, file: file)
        }
        return try object(document.root)
    }

    func object(_ value: JSONValue) throws(LocatedError) -> JSONValue {
        guard value.kind == .object else { throw error(value, Wording(en: "expected an object", zh: "应为对象")) }
        return value
    }

    func text(_ value: JSONValue) throws(LocatedError) -> String {
        guard let text = value.string, !text.isEmpty else {
            throw error(value, Wording(en: "expected a string that is not empty", zh: "应为非空字符串"))
        }
        return text
    }

    func day(_ value: JSONValue) throws(LocatedError) -> CalendarDate {
        guard let day = value.string.flatMap({ WrittenTime.date($0) }) else {
            throw error(value, Wording(en: "expected a date (2026-03-01)", zh: "应为日期（2026-03-01）"))
        }
        return day
    }

    func missing(_ name: String, in value: JSONValue) -> LocatedError {
        error(value, Wording(en: "member \"\(name)\" is missing", zh: "缺少成员“\(name)”"))
    }

    func unknown(_ name: String, at value: JSONValue) -> LocatedError {
        error(value, Wording(en: "unknown member \"\(name)\"", zh: "未知成员“\(name)”"))
    }

    func error(_ value: JSONValue, _ wording: Wording) -> LocatedError {
        LocatedError(at: value, file: file, wording)
    }
}
