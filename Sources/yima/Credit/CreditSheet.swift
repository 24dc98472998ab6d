import Chains
import CommandSupport
import Files
import Interchange
import StrictJSON
import Supervision
import Values

/// Entries of credit for people, office programs and programs. Columns are those under which the national publicity system shows lists.
struct CreditSheet {
    let entries: [CreditRecord.Entry]
    let terms: CreditTerms
    let today: CalendarDate
    private let language = Language.current.drawing

    init(_ entries: [CreditRecord.Entry], _ terms: CreditTerms, today: CalendarDate) {
        (self.entries, self.terms, self.today) = (entries, terms, today)
    }

    private static let columns: [(heading: Wording, width: Double)] = [
        (Wording(en: "firm", zh: "企业名称"), 36), (Wording(en: "USCC", zh: "统一社会信用代码"), 22),
        (Wording(en: "list", zh: "类别"), 24), (Wording(en: "ground", zh: "列入事由"), 50),
        (Wording(en: "fact", zh: "具体情形"), 50), (Wording(en: "listed on", zh: "列入日期"), 12),
        (Wording(en: "listed by", zh: "作出决定机关（列入）"), 24), (Wording(en: "decision", zh: "列入决定文书号"), 28),
        (Wording(en: "until", zh: "届满日期"), 12), (Wording(en: "state", zh: "状态"), 12),
        (Wording(en: "why ended", zh: "移出事由"), 24), (Wording(en: "ended on", zh: "移出日期"), 12),
        (Wording(en: "decision to end", zh: "移出决定文书号"), 28), (Wording(en: "number", zh: "编号"), 16),
        (Wording(en: "entries", zh: "账本条目"), 16),
    ]

    private func state(_ entry: CreditRecord.Entry) -> Wording {
        if entry.isRevoked { return Wording(en: "revoked", zh: "已撤销") }
        if entry.isInForce(on: today) { return Wording(en: "in force", zh: "有效") }
        return entry.removal == nil ? Wording(en: "over", zh: "已届满") : Wording(en: "ended", zh: "已移出")
    }

    private var cells: [[String]] {
        entries.map { entry in
            let said = entry.listing.act
            let list = terms.list(said.list)
            let removal = entry.removal?.act
            let revoked = entry.reviews.last { !$0.act.isUpheld }?.act
            let listed = [
                said.name, said.firm, list.map { language.of($0.name) } ?? said.list,
                list?.ground(said.ground).map { language.of($0.name) } ?? said.ground, said.fact, "\(said.decided)",
                said.office, said.document, entry.lastDay.map { "\($0)" } ?? "", language.of(state(entry)),
            ]
            let why: String = removal.map { language.of($0.ground.wording) } ?? revoked?.reason ?? ""
            let day: String = (removal?.decided ?? revoked?.decided).map { "\($0)" } ?? ""
            let document: String = removal?.document ?? revoked?.document ?? ""
            let places = entry.ledgerEntries.map { "\($0)" }.joined(separator: " ")
            return (listed + [why, day, document, said.number, places]).map { String($0.printable) }
        }
    }

    var csv: [UInt8] {
        var writer = CSVWriter()
        writer.add(Self.columns.map { language.of($0.heading) })
        for row in cells { writer.add(row) }
        return writer.bytes
    }

    func write(to path: String, isReplacing: Bool) throws(CommandError) {
        let columns = Self.columns.map {
            WorkbookSheet.Column(heading: language.of($0.heading), form: .text, width: $0.width)
        }
        let sheet = WorkbookSheet(name: said("credit", "信用信息"), columns: columns, rows: cells)
        try WorkbookFile(sheets: [sheet]).save(to: path, existing: isReplacing ? .replaced : .refused)
    }

    var text: String {
        guard !entries.isEmpty else { return said("nothing stands there\n", "没有有效的记录\n") }
        return entries.map { entry in
            let said = entry.listing.act
            let list = terms.list(said.list)
            let name = list.map { language.of($0.name) } ?? said.list
            let ground = list?.ground(said.ground).map { language.of($0.name) } ?? said.ground
            let end = entry.lastDay.map { " – \($0)" } ?? ""
            let state = language.of(state(entry))
            return "\(state)  \(said.name)  \(said.firm)  \(name)  \(said.decided)\(end)".printable + "\n"
                + "    \(ground)：\(said.fact)".printable + "\n"
                + "    \(said.office) \(said.document) [\(entry.ledgerEntries.map { "\($0)" }.joined(separator: " "))]"
                .printable + "\n"
        }.joined()
    }

    var json: JSONNode {
        .array(
            entries.map { entry in
                let listing = entry.listing.act
                return .object([
                    ("number", .string(listing.number)), ("office", .string(listing.office)),
                    ("firm", .string(listing.firm)), ("name", .string(listing.name)),
                    ("list", .string(listing.list)), ("ground", .string(listing.ground)),
                    ("fact", .string(listing.fact)), ("district", .string(listing.district)),
                    ("document", .string(listing.document)), ("decided", .string("\(listing.decided)")),
                    ("until", entry.lastDay.map { .string("\($0)") } ?? .null),
                    ("inForce", .bool(entry.isInForce(on: today))), ("revoked", .bool(entry.isRevoked)),
                    ("ended", entry.removal.map { .string("\($0.act.decided)") } ?? .null),
                    ("public", .bool(terms.list(listing.list)?.isPublic ?? false)),
                    ("entries", .array(entry.ledgerEntries.map(JSONNode.unsigned))),
                ])
            })
    }

    /// `registers.json` with whoever may not trade, for `yimad definitions adopt`: STATE-2 reads it.
    static func registers(_ record: CreditRecord, ledger: String) -> [UInt8] {
        let barred = record.barred.sorted { $0.key < $1.key }.flatMap { firm, spans in
            spans.map { from, to, entry in
                var members: [(String, JSONNode)] = [("uscc", .string(firm)), ("from", .string("\(from)"))]
                if let to { members.append(("to", .string("\(to)"))) }
                let listing = entry.listing.act
                members.append(("name", .string(listing.name)))
                members.append(
                    ("source", .string("\(ledger) #\(entry.listing.entry) \(listing.office) \(listing.document)")))
                return JSONNode.object(members)
            }
        }
        return JSONNode.object([("version", .integer(1)), ("barred", .array(barred))]).formatted() + [0x0A]
    }
}
