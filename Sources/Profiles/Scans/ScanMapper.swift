public import Codes
import EPCIS
package import Values

/// A row of a CSV of scans as the EPCIS event that will be journalled.
public struct MappedScan: Hashable, Sendable {
    /// One EPCIS 2.0 event, compact JSON that stands by itself (it has its own `@context`). The same row of a file with the same
    /// header, profile and operator always gives the same bytes.
    public let event: [UInt8]
    /// What the person should know although the row was taken: a required element that is missing (it will be a finding
    /// DATA-1). In the order of their places.
    public let notices: [ScanNotice]
    /// Whether the event has private elements in the clear, which `EventSealer` must seal before it is journalled.
    public let hasPrivateElements: Bool
    /// Whether the row gives no eventID, so that whoever journals it may give one.
    public let isNameless: Bool
    /// What a row that takes an event back says which one.
    public let corrected: CorrectedEvent?
    /// The URIs of the lots of which the row says how much without any unit. They count pieces, which nobody wrote.
    public let unitless: [String]
}

/// The event that a row takes back, and where the row names it.
public struct CorrectedEvent: Hashable, Sendable {
    /// Its eventID, or its place in a journal as a name.
    public let name: String
    public let line: Int
    public let column: Int
}

/// Turns the rows of one CSV of scans into EPCIS 2.0 events, by a profile.
///
/// Columns are those of `ScanColumn` and the profile's data elements, by name or label in either language, in any order. `code` names the things,
/// several separated by `;`; `parent` makes an aggregation of them; `inputs` and `outputs` make a transformation. Amounts
/// stand in `quantity` (one for all codes, or one each, separated by `;`) or behind a code: `code*12.5kg`. In a transformation
/// they stand behind the codes. Private elements (price, telephone) stand in the event as any other: whoever journals it seals them first.
///
/// A malformed cell refuses its row; a required element that is missing does not: what was done is recorded when it
/// was done, and the ledger reports what lacks.
public struct ScanMapper: Sendable {
    public let profile: Profile
    public let operatorUSCC: String
    let header: ScanHeader
    let codes: CodeReader
    private let words: SoundWords

    /// A mapper for the file with that header row. `operatorUSCC` is the canonical 18 characters of the journal's operator.
    ///
    /// Throws where the header names a column that is unknown or doubled, or lacks `time` or `step`.
    public init(
        profile: Profile, operatorUSCC: String, codes: CodeReader = CodeReader(), header: CSVRecord
    ) throws(ScanError) {
        self.profile = profile
        self.operatorUSCC = operatorUSCC
        self.codes = codes
        self.header = try ScanHeader(header, profile: profile)
        words = SoundWords(profile)
    }

    /// The event of a row, as `scan(_:)` gives it.
    public func event(_ record: CSVRecord) throws(ScanError) -> [UInt8] {
        try scan(record).event
    }

    /// The event of a row, strictly valid EPCIS 2.0, and what is to be said about it.
    ///
    /// The record must have as many fields as the header, as `CSVReader` gives them.
    public func scan(_ record: CSVRecord) throws(ScanError) -> MappedScan {
        precondition(record.count == header.contents.count, "a row of another file")
        let row = ScanRow(record: record, header: header)
        try refuseUnnamed(row)
        // Before anything else is said of a cell: what is said may be kept.
        let personal = try personalNumbers(row)
        try refuseSpoiled(row)
        try refuseNoLot(row)
        let step = try self.step(row)
        var draft = EventDraft(step: step, profile: profile.id, time: try time(row))
        draft.eventID = row.cell(.eventID)
        try fillThings(&draft, row)
        try fillPlaces(&draft, row)
        try fillElements(&draft, row)
        try fillCorrection(&draft, row)
        draft.disposition = step.disposition ?? disposition(step, draft.elements)
        let bytes = draft.formatted()
        try check(draft, bytes, row)
        var notices = missing(in: draft, row)
        notices += personal
        notices += try laterDays(draft, row)
        notices += twiceNamed(draft, row)
        notices += sharedAmount(draft, row)
        notices += barePeriod(row)
        notices += emptyUnit(draft, row)
        notices += brokenPiece(draft, row)
        notices += madeOfItself(draft, row)
        notices += ambiguousVoid(draft, row)
        notices += lotOfDay(row)
        if notices.count > 1 { notices.sort { ($0.line, $0.column) < ($1.line, $1.column) } }
        return MappedScan(
            event: bytes, notices: notices, hasPrivateElements: draft.elements.contains { $0.element.isPrivate },
            isNameless: draft.eventID == nil, corrected: corrected(draft, row),
            unitless: [draft.things, draft.inputs, draft.outputs].flatMap { things in
                things.unitless.map { things.lots[$0].epcClass }
            })
    }
}

extension ScanMapper {
    /// Whether a row is none of scans: blank, or the sum of those above it.
    public func isNoScan(_ record: CSVRecord) -> Bool {
        ScanHeader.isBlank(record) || header.isSummary(record)
    }

    /// Whether a row is none of scans, and says something that people read: a footer.
    public func isFooter(_ record: CSVRecord) -> Bool {
        guard header.isSummary(record) else { return false }
        return !(0..<record.count).contains { ScanHeader.isSubtotal(record[$0].trimmed) }
    }

    /// Whether a cell may be what stands below a table for people: who made it, notes, how many rows there are.
    public static func isFooter(_ text: String) -> Bool { ScanHeader.isFooter(text.trimmed) }

    /// Whether a row before any header is none either: a title, or blank.
    public static func isTitle(_ record: CSVRecord, profile: Profile) -> Bool {
        ScanHeader.isTitle(record, profile: profile)
    }

    /// Whether a row is meant as the header of a table of scans, also where it cannot be read as one.
    public static func isMeantAsHeader(_ record: CSVRecord, profile: Profile) -> Bool {
        ScanHeader.isMeant(record, profile: profile)
    }

    /// Whether a cell says that its row only adds up others: 合计.
    package static func isTotal(_ text: String) -> Bool { ScanHeader.isTotal(text) }

    private func refuseUnnamed(_ row: ScanRow) throws(ScanError) {
        for (index, content) in header.contents.enumerated() where content == .unnamed {
            guard let cell = row.cell(at: index) else { continue }
            let text = PersonalNumber.first(in: cell) == .identity ? "…" : cell
            throw row.error(
                .badHeader, at: index,
                Wording(
                    en: "“\(text.shown)” stands in a column without a name", zh: "“\(text.shown)”所在的列没有列名"),
                hint: Wording(en: "name the column in the header, or empty it", zh: "请在表头写明列名，或清空该列"))
        }
    }

    /// Refuses what a spreadsheet has made a day or a time of where none belongs: the lot `2026-1` shown as `Jan-26`, `8:30` as a time.
    ///
    /// - Parameter indexes: the cells that the file stores as days or times.
    public func refuseDays(_ indexes: [Int], _ record: CSVRecord) throws(ScanError) {
        for index in indexes where header.contents.indices.contains(index) {
            switch header.contents[index] {
            case .scan(.time), .scan(.day), .unnamed, .remark: continue
            case .element(let element) where element.type == .date || element.type == .time: continue
            case .scan, .element: break
            }
            let row = ScanRow(record: record, header: header)
            let word = Self.becameMoment(record[index], in: header.words[index])
            throw row.error(.badValue, at: index, word.wording, hint: word.hint)
        }
    }

    /// What is said of a cell that a spreadsheet has made a day or a time of, and the way out.
    package static func becameMoment(_ text: String, in column: String) -> (wording: Wording, hint: Wording) {
        let isTime = text.prefix(3).last == ":"
        let word = isTime ? Wording(en: "a time", zh: "时间") : Wording(en: "a day", zh: "日期")
        return (
            Wording(
                en: "\(column.shown): the spreadsheet has made \(word.en) of what was entered (\(text.shown))",
                zh: "\(column.shown)：表格软件已把所填内容变成\(word.zh)（\(text.shown)）"),
            Wording(en: "format the column as text and enter it again", zh: "请将该列设为文本格式，再重新输入")
        )
    }

    private func step(_ row: ScanRow) throws(ScanError) -> EventStep {
        let word = try row.required(.step)
        guard let step = profile.steps.step(named: word) else {
            throw row.error(
                .badValue, .step,
                Wording(
                    en: "\(row.name(of: .step).en): there is no step “\(word.shown)”",
                    zh: "\(row.name(of: .step).zh)：没有“\(word.shown)”这个环节"),
                hint: Self.unclearSteps[word] ?? Suggestion.didYouMean(word, among: profile.steps.stepWords)
                    ?? Self.usualSteps)
        }
        // 作废 is said of a shipment that did not leave, and of a record: the row that names a record means that.
        if step.bizStep == Self.voidStep, let named = header.index(ofElement: Self.corrected),
            row.cell(at: named) != nil,
            let correction = profile.steps.steps.first(where: { $0.stepKind == .correct })
        {
            return correction
        }
        return step
    }

    /// What offices write of two things that are told apart here.
    private static let unclearSteps = [
        "调拨": Wording(
            en: "write 调拨出库 (ship) where the goods leave, 调拨入库 (receive) where they come in", zh: "发出填“调拨出库”，收到填“调拨入库”"),
        "出入库": Wording(en: "write 出库 or 入库", zh: "请写“出库”或“入库”"),
    ]

    private static let usualSteps = Wording(
        en: "write 赋码, 收货, 发货, 加工, 装箱, 入库, 检验, 销售 or another step of docs/csv.md",
        zh: "请写赋码、收货、发货、加工、装箱、入库、检验、销售等；全部环节见 docs/csv.md")

    private func fillThings(_ draft: inout EventDraft, _ row: ScanRow) throws(ScanError) {
        let reader = ThingsReader(row: row, steps: profile.steps, codes: codes)
        let step = draft.step
        switch step.eventKind {
        case .transformation:
            let hint = Wording(en: "write amounts as code*12.5kg", zh: "数量写作 编码*12.5kg")
            try row.refuse([.quantity], for: step, hint: hint)
            try row.refuse([.code, .parent], for: step)
            for column in [ScanColumn.inputs, .outputs] { _ = try row.required(column, for: step) }
            draft.inputs = try reader.things(in: .inputs, hasQuantityColumn: false)
            draft.outputs = try reader.things(in: .outputs, hasQuantityColumn: false)
        case .aggregation, .association:
            try row.refuse([.inputs, .outputs], for: step)
            draft.parent = try reader.instance(in: .parent, for: step)
            // Only taking everything out may leave the contents unnamed (EPCIS 2.0 §7.4.3).
            if step.action != .delete { _ = try row.required(.code, for: step) }
            draft.things = try reader.things(in: .code, hasQuantityColumn: true)
            if let parent = draft.parent { try checkSelf(parent, draft.things, row) }
        case .object, .transaction, .foreign:
            try row.refuse([.parent, .inputs, .outputs], for: step)
            _ = try row.required(.code, for: step)
            draft.things = try reader.things(in: .code, hasQuantityColumn: true)
        }
    }

    /// A package cannot lie in itself, whichever form its code has.
    private func checkSelf(_ parent: String, _ things: ScannedThings, _ row: ScanRow) throws(ScanError) {
        let key = (try? codes.names(of: parent).key) ?? parent
        guard things.instances.contains(where: { $0 == parent || (try? codes.names(of: $0).key) == key }) else {
            return
        }
        throw row.error(
            .contradiction, .parent,
            Wording(en: "\(key.shown) would contain itself", zh: "\(key.shown)不能包含其自身"))
    }

    private func fillPlaces(_ draft: inout EventDraft, _ row: ScanRow) throws(ScanError) {
        let reader = PlacesReader(row: row, steps: profile.steps, codes: codes, operatorUSCC: operatorUSCC)
        draft.site = try reader.site()
        draft.documents = try reader.documents()
        draft.source = try reader.party(in: .from, orOperator: draft.step.isFromOperator)
        draft.destination = try reader.party(in: .to, orOperator: draft.step.isToOperator)
    }

    /// The element that every event has: whose journal it stands in.
    static let actor = "actorUscc"
    static let voidStep = "void_shipping"
    /// The element that names the event which a row takes back.
    static let corrected = "correctedEventID"

    private func disposition(_ step: EventStep, _ elements: [(element: DataElement, value: String)]) -> String? {
        guard let rule = step.dispositionRule,
            let (_, value) = elements.first(where: { $0.element.name == rule.element })
        else { return nil }
        return rule.dispositions[value]
    }

    /// A row may not become an event that the ledger could not read: what is not surely sound, the strict reader decides.
    private func check(_ draft: EventDraft, _ bytes: [UInt8], _ row: ScanRow) throws(ScanError) {
        if bytes.count <= EPCISEvent.sizeMax, draft.isSurelySound(words) { return }
        do {
            _ = try EPCISEvent(json: bytes)
        } catch {
            let problem = error.problems.first
            throw row.error(
                .badEvent, .step,
                Wording(
                    en: "the row makes no valid event: \(problem.map { "\($0.pointer) \($0.wording.en)" } ?? "")",
                    zh: "此行不能构成有效事件：\(problem.map { "\($0.pointer) \($0.wording.zh)" } ?? "")"))
        }
    }
}
