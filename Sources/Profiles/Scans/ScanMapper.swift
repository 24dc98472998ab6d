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
        notices += ambiguousVoid(draft, row)
        if notices.count > 1 { notices.sort { ($0.line, $0.column) < ($1.line, $1.column) } }
        return MappedScan(
            event: bytes, notices: notices, hasPrivateElements: draft.elements.contains { $0.element.isPrivate },
            isNameless: draft.eventID == nil, corrected: corrected(draft, row))
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
        return !(0..<record.count).contains { ScanHeader.isTotal(record[$0].trimmed) }
    }

    /// Whether a cell may be what stands below a table for people: who made it, notes, how many rows there are.
    public static func isFooter(_ text: String) -> Bool { ScanHeader.isFooter(text.trimmed) }

    /// Whether a row before any header is none either: a title, or blank.
    public static func isTitle(_ record: CSVRecord, profile: Profile) -> Bool {
        ScanHeader.isTitle(record, profile: profile)
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
                hint: Suggestion.didYouMean(word, among: profile.steps.stepWords) ?? Self.usualSteps)
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

    private static let usualSteps = Wording(
        en: "write 赋码, 收货, 发货, 加工, 装箱, 入库, 检验, 销售 or another step of docs/csv.md",
        zh: "请写赋码、收货、发货、加工、装箱、入库、检验、销售等；全部环节见 docs/csv.md")

    /// When it was done: one cell, or the time of day beside a column of its day.
    private func time(_ row: ScanRow) throws(ScanError) -> (text: String, time: OffsetTime) {
        let day = row.cell(.day)
        let column = row.cell(.time) == nil && day != nil ? ScanColumn.day : .time
        let written = try row.required(column)
        if let time = OfficeTime.time(written) {
            if column == .time, let day, OfficeTime.date(day).map({ $0.daysSinceEpoch != time.time.localDay }) ?? true {
                throw row.error(
                    .contradiction, .day,
                    Wording(
                        en:
                            "\(row.name(of: .day).en): “\(day.shown)” is another day than that of \(row.name(of: .time).en), “\(written.shown)”",
                        zh: "\(row.name(of: .day).zh)“\(day.shown)”与\(row.name(of: .time).zh)“\(written.shown)”不是同一天"))
            }
            return time
        }
        if column == .time, let day, let date = OfficeTime.date(day), let time = OfficeTime.time("\(date) \(written)") {
            return time
        }
        let name = row.name(of: column)
        if column == .time, let day, OfficeTime.isClock(written) {
            throw row.error(
                .badValue, .day,
                Wording(
                    en: "\(row.name(of: .day).en): “\(day.shown)” is not a day",
                    zh: "\(row.name(of: .day).zh)：“\(day.shown)”不是日期"), hint: Self.dayForm)
        }
        throw row.error(.badValue, column, Self.notTime(written, in: name), hint: Self.timeForm)
    }

    private static func notTime(_ written: String, in column: Wording) -> Wording {
        let (en, zh) = ("\(column.en): “\(written.shown)” ", "\(column.zh)：“\(written.shown)”")
        if OfficeTime.date(written) != nil {
            return Wording(en: en + "is only a day: the time of day is missing", zh: zh + "只有日期，缺少几点几分")
        }
        if OfficeTime.isClock(written) {
            return Wording(en: en + "is only a time of day: the day is missing", zh: zh + "只有钟点，缺少日期")
        }
        return Wording(en: en + "is not a time", zh: zh + "不是时间")
    }

    private static let timeForm = Wording(
        en:
            "write day and time: 2026-03-01 16:40 (China's time), 2026年3月1日16点40分; or the day in a column 日期 and 16:40 in 时间",
        zh: "请写明日期和时间，如 2026-03-01 16:40、2026年3月1日16点40分；或分两列：“日期”写日期，“时间”写 16:40")
    private static let dayForm = Wording(en: "a day such as 2026-03-01 or 2026年3月1日", zh: "日期写作 2026-03-01 或 2026年3月1日")

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

    /// The data elements: the operator first, then in the profile's order whatever the columns' order.
    private func fillElements(_ draft: inout EventDraft, _ row: ScanRow) throws(ScanError) {
        if let actor = profile.element(named: Self.actor) { draft.elements.append((actor, operatorUSCC)) }
        // Columns come in the profile's order, until a cell belongs to another element than its column.
        var isInOrder = true
        for (element, index) in header.elementColumns {
            guard let written = row.cell(at: index) else { continue }
            if let (name, number) = element.unitNumber(in: written), let counted = profile.element(named: name) {
                try add(try canonical(number, counted, row, index), counted, to: &draft, row, index)
                isInOrder = false
                continue
            }
            let value = try canonical(written, element, row, index)
            if element.name == Self.actor {
                guard value != operatorUSCC else { continue }
                throw row.error(
                    .contradiction, at: index,
                    Wording(
                        en: "\(row.name(at: index)) is \(value), but the journal is \(operatorUSCC)'s",
                        zh: "\(row.name(at: index))为\(value)，而日志属于\(operatorUSCC)"))
            }
            if isInOrder {
                draft.elements.append((element, value))
            } else {
                try add(value, element, to: &draft, row, index)
            }
        }
        addReckoned(&draft)
    }

    /// A row that takes an event back bears that event's ID. One that does not say which would take back none, and look as if it had.
    private func fillCorrection(_ draft: inout EventDraft, _ row: ScanRow) throws(ScanError) {
        guard draft.step.stepKind == .correct else { return }
        guard let corrected = draft.value(named: Self.corrected) else {
            let index = header.index(ofElement: Self.corrected) ?? header.index(of: .step) ?? 0
            let name = profile.element(named: Self.corrected)?.label.zh ?? Self.corrected
            throw row.error(
                .missingValue, at: index,
                Wording(
                    en:
                        "the row does not say which event it takes back (\(Self.corrected) \(name) is empty): nothing would be corrected",
                    zh: "未写明更正哪一条记录（“\(name)”为空），照此不会更正任何内容"),
                hint: Wording(
                    en: "yima lookup CODE shows entries, and 'yima withdraw ENTRY --reason 填错' takes one back; "
                        + "yima lookup --json CODE shows the eventID",
                    zh: "yima lookup 编码 可查条目号，再用 yima withdraw 条目号 --reason 填错 作废；事件编号见 yima lookup --json 编码"))
        }
        if let own = draft.eventID, own != corrected {
            throw row.error(
                .contradiction, .eventID,
                Wording(
                    en: "a correction has the eventID of the event that it takes back, \(corrected.shown)",
                    zh: "更正的事件编号应为被更正的事件 \(corrected.shown)"))
        }
        draft.eventID = corrected
        draft.correction = (draft.value(named: "correctionReason"), draft.value(named: "correctiveEventID"))
    }

    private func corrected(_ draft: EventDraft, _ row: ScanRow) -> CorrectedEvent? {
        guard draft.correction != nil, let name = draft.eventID else { return nil }
        let place = row.record.location(of: header.index(ofElement: Self.corrected) ?? 0)
        return CorrectedEvent(name: name, line: place.line, column: place.column)
    }

    /// Adds a value in its place: a cell that counts in another element's unit belongs to that one.
    private func add(
        _ value: String, _ element: DataElement, to draft: inout EventDraft, _ row: ScanRow, _ index: Int
    ) throws(ScanError) {
        guard let place = profile.index(named: element.name) else { return }
        let before = draft.elements.lastIndex { (profile.index(named: $0.element.name) ?? 0) <= place }
        if let before, draft.elements[before].element === element {
            let other = draft.elements[before].value
            guard other != value else { return }
            throw row.error(
                .contradiction, at: index,
                Wording(
                    en: "\(element.name) is both \(other) and \(value)", zh: "\(element.label.zh)既为\(other)又为\(value)"))
        }
        draft.elements.insert((element, value), at: before.map { $0 + 1 } ?? 0)
    }

    /// The days that follow from a day and months of the same row, where the row does not say them itself.
    private func addReckoned(_ draft: inout EventDraft) {
        for (place, element) in profile.reckoned {
            guard let rule = element.reckoning, draft.value(of: element) == nil,
                let day = draft.value(named: rule.day).flatMap({ WrittenTime.date($0) }),
                let months = draft.value(named: rule.months).flatMap({ Int($0) }),
                let reckoned = day.adding(months: months)
            else { continue }
            let before = draft.elements.lastIndex { (profile.index(named: $0.element.name) ?? 0) < place }
            draft.elements.insert((element, reckoned.description), at: before.map { $0 + 1 } ?? 0)
        }
    }

    /// The element that every event has: whose journal it stands in.
    static let actor = "actorUscc"
    static let voidStep = "void_shipping"
    /// The element that names the event which a row takes back.
    private static let corrected = "correctedEventID"

    private func canonical(
        _ written: String, _ element: DataElement, _ row: ScanRow, _ index: Int
    ) throws(ScanError) -> String {
        do throws(MalformedValue) {
            return try element.canonical(written, codes: codes)
        } catch {
            if let plain = Self.plain(written, element), let value = try? element.canonical(plain, codes: codes) {
                return value
            }
            throw row.error(.badValue, at: index, Self.said(error, of: written, element, in: row.name(at: index)))
        }
    }

    /// Days and times as people write them, in the form of which the element reads them.
    private static func plain(_ written: String, _ element: DataElement) -> String? {
        switch element.type {
        case .date: OfficeTime.date(written)?.description
        case .time: OfficeTime.time(written)?.text
        case .text, .decimal, .integer, .enum, .code: nil
        }
    }

    /// What is expected of a cell, with its column as the file names it and what stands there. A person's number is not repeated.
    private static func said(
        _ error: MalformedValue, of written: String, _ element: DataElement, in column: String
    ) -> Wording {
        func behind(_ name: String, _ text: String) -> String {
            text.hasPrefix(name) ? String(text.dropFirst(name.count)) : text
        }
        let en = behind("\(element.name): ", error.wording.en)
        let zh = behind("\(element.label.zh)：", error.wording.zh)
        guard PersonalNumber.first(in: written) != .identity else {
            return Wording(en: "\(column): \(en)", zh: "\(column)：\(zh)")
        }
        return Wording(en: "\(column): “\(written.shown)”: \(en)", zh: "\(column)：“\(written.shown)”，\(zh)")
    }

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

    private func missing(in draft: EventDraft, _ row: ScanRow) -> [ScanNotice] {
        // Malformed ones were refused with their cells.
        profile.missing(in: draft.event, value: draft.value).map { _, problem in
            row.notice(at: header.index(ofElement: problem.element) ?? 0, problem.wording)
        }
    }
}
