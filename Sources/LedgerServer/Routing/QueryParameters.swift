import LedgerProtocol
import Values

/// The query of a request, read strictly: each parameter once, none that the route does not know.
struct QueryParameters: Sendable {
    private let values: [String: String]

    /// Reads `name=value&…`, percent-encoded; an empty or absent query has no parameters.
    init(_ query: String?, allowed: Set<String>) throws(Problem) {
        var values: [String: String] = [:]
        for pair in (query ?? "").split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, let name = PercentEncoding.decode(halves[0]),
                let value = PercentEncoding.decode(halves[1])
            else {
                throw Problem(
                    .malformedQuery, en: "a parameter is not name=value in percent-encoded UTF-8",
                    zh: "查询参数不是百分号编码的 UTF-8 “名=值”")
            }
            guard allowed.contains(name) else {
                throw Problem(
                    .malformedQuery, en: "unknown parameter '\(name.printable)'", zh: "未知参数“\(name.printable)”")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw Problem(.malformedQuery, en: "parameter '\(name)' is given twice", zh: "参数“\(name)”重复")
            }
        }
        self.values = values
    }

    /// Reads what is known of a query that may say anything else besides; of what is given twice the first counts.
    init(known names: Set<String>, in query: String?) {
        var values: [String: String] = [:]
        for pair in (query ?? "").split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, let name = PercentEncoding.decode(halves[0]), names.contains(name),
                values[name] == nil
            else { continue }
            values[name] = PercentEncoding.decode(halves[1])
        }
        self.values = values
    }

    func text(_ name: String) -> String? { values[name] }

    func required(_ name: String) throws(Problem) -> String {
        guard let value = values[name], !value.isEmpty else {
            throw Problem(.malformedQuery, en: "parameter '\(name)' is missing", zh: "缺少参数“\(name)”")
        }
        return value
    }

    /// A decimal number without sign or leading zeros; nil where it is not given.
    func number(_ name: String, in range: ClosedRange<UInt64>) throws(Problem) -> UInt64? {
        guard let text = values[name] else { return nil }
        guard let value = UInt64(text), String(value) == text, range.contains(value) else {
            throw Problem(
                .malformedQuery,
                en: "parameter '\(name)' is not a number from \(range.lowerBound) to \(range.upperBound)",
                zh: "参数“\(name)”应为 \(range.lowerBound) 到 \(range.upperBound) 的整数")
        }
        return value
    }

    /// A moment (RFC 3339); nil where it is not given.
    func moment(_ name: String) throws(Problem) -> Timestamp? {
        guard let text = values[name] else { return nil }
        guard let moment = OffsetTime(rfc3339: text)?.moment else {
            throw Problem(
                .malformedQuery, en: "parameter '\(name)' is no time: give it as 2026-11-29T08:00:00+08:00",
                zh: "参数“\(name)”不是时间：请写作 2026-11-29T08:00:00+08:00")
        }
        return moment
    }

    /// One of an enumeration's words; `fallback` where it is not given.
    func word<Word: RawRepresentable & CaseIterable>(_ name: String, else fallback: Word) throws(Problem) -> Word
    where Word.RawValue == String {
        guard let text = values[name] else { return fallback }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(
                .malformedQuery, en: "parameter '\(name)' is none of \(words)", zh: "参数“\(name)”应为 \(words) 之一")
        }
        return word
    }
}

extension String {
    /// The text without control characters and cut short, fit to be said back.
    var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.filter { $0.properties.generalCategory != .control }.prefix(64)))
    }
}
