import CommandSupport
import StrictJSON
import Values

/// Which codes of a ledger a batch is about: those that events name which meet all of it.
struct CodeSelection: Equatable {
    /// From where on in the ledger.
    enum Start: Equatable {
        case entry(UInt64)
        /// Where the last batch of the same folder and selection ended.
        case last
        /// The size of a signed checkpoint in a file.
        case checkpoint(path: String)

        /// As it is written on the command line.
        init(_ written: String) {
            if let entry = UInt64(written), String(entry) == written {
                self = .entry(entry)
            } else {
                self = written == "last" ? .last : .checkpoint(path: written)
            }
        }

        var written: String {
            switch self {
            case .entry(let entry): "\(entry)"
            case .last: "last"
            case .checkpoint(let path): path
            }
        }
    }

    /// USCC.
    var operatorUSCC: String?
    var site: String?
    /// Arrived then or later, and before that.
    var from: Timestamp?
    var to: Timestamp?
    var since: Start?

    var isEmpty: Bool { self == CodeSelection() }

    /// The same but for where it begins.
    var filter: CodeSelection {
        var filter = self
        filter.since = nil
        return filter
    }

    /// The parameters of `GET /touched`.
    func query(entries: Range<UInt64>) -> [(String, String)] {
        var query = [("from", "\(entries.lowerBound)"), ("to", "\(entries.upperBound)")]
        if let operatorUSCC { query.append(("operator", operatorUSCC)) }
        if let site { query.append(("site", site)) }
        if let from { query.append(("since", from.description)) }
        if let to { query.append(("before", to.description)) }
        return query
    }

    /// `{"operator","site","from","to","since"}`, each a text or null.
    var json: JSONNode {
        func node(_ text: String?) -> JSONNode { text.map(JSONNode.string) ?? .null }
        return .object([
            ("operator", node(operatorUSCC)), ("site", node(site)), ("from", node(from?.description)),
            ("to", node(to?.description)), ("since", node(since?.written)),
        ])
    }

    /// Nil where it is no such object.
    init?(_ node: JSONValue?) {
        guard let node, node.kind == .object else { return nil }
        self.init()
        operatorUSCC = node["operator"]?.string
        site = node["site"]?.string
        since = node["since"]?.string.map(Start.init)
        for (name, place) in [("from", \CodeSelection.from), ("to", \CodeSelection.to)] {
            guard let text = node[name]?.string else { continue }
            guard let moment = Timestamp(rfc3339: text) else { return nil }
            self[keyPath: place] = moment
        }
    }

    init() {}
}

extension CodeSelection {
    /// An end of a period: RFC 3339, a time without an offset, which is China's, or a plain day in China, of which `--from` means the beginning and `--to` the end.
    static func moment(_ text: String?, _ option: String, isEnd: Bool) throws(CommandError) -> Timestamp? {
        guard let text else { return nil }
        if let day = WrittenTime.date(text), let begin = Timestamp(rfc3339: "\(day)T00:00:00+08:00") {
            return isEnd ? Timestamp(milliseconds: begin.milliseconds + 86_400_000) : begin
        }
        if let moment = WrittenTime.time(text)?.time.moment { return moment }
        throw CommandError(
            .usage, at: Wording("\(option) \(text.shown)"), en: "not a time", zh: "不是时间",
            hint: Wording(
                en: "2026-11-29T08:00:00+08:00, or 2026-11-29", zh: "例如 2026-11-29T08:00:00+08:00，或 2026-11-29"))
    }
}
