import EPCIS
import Values

/// What may have been meant otherwise although every cell of a row can be read: told, or refused where nothing else can be meant.
extension ScanMapper {
    /// Refuses identity numbers in cells that everybody will read, and tells of mobile numbers.
    func personalNumbers(_ row: ScanRow) throws(ScanError) -> [ScanNotice] {
        var notices: [ScanNotice] = []
        for (index, isNumbered) in header.publicTexts {
            guard PersonalNumber.mayStand(in: row.record.utf8(of: index)), let text = row.cell(at: index),
                let number = PersonalNumber.first(in: text)
            else { continue }
            let name = row.name(at: index)
            let wording = Wording(en: "\(name): \(number.wording.en)", zh: "\(name)：\(number.wording.zh)")
            switch number {
            case .identity: throw row.error(.badValue, at: index, wording)
            case .telephone where !isNumbered: notices.append(row.notice(at: index, wording))
            case .telephone: break
            }
        }
        return notices
    }

    /// Refuses what a spreadsheet shows in place of a value, whatever the column.
    func refuseSpoiled(_ row: ScanRow) throws(ScanError) {
        for (index, content) in header.contents.enumerated() where content != .remark {
            guard SpoiledCell.mayBe(row.record.utf8(of: index)), let text = row.cell(at: index),
                let spoiled = SpoiledCell(text)
            else { continue }
            throw row.error(
                .badValue, at: index, spoiled.wording(text, in: row.name(at: index)), hint: spoiled.hint)
        }
    }

    /// A lot that reads as a spreadsheet writes a day: 11-30 was entered, and Nov-30 is what stands there.
    func lotOfDay(_ row: ScanRow) -> [ScanNotice] {
        guard let index = header.index(ofElement: ThingsReader.lot), let lot = row.cell(at: index),
            SpoiledCell.isDay(lot)
        else { return [] }
        let name = row.name(at: index)
        return [
            row.notice(
                at: index,
                Wording(
                    en:
                        "\(name): “\(lot.shown)” is what a spreadsheet makes of a number such as 11-30: compare it with the package, "
                        + "format the column as text and enter it again",
                    zh: "\(name)：“\(lot.shown)”可能是表格软件由编号（如 11-30）变成的日期：请与实物核对，将该列设为文本格式后重新输入"))
        ]
    }

    /// A lot that one cell names twice: both amounts count.
    func twiceNamed(_ draft: EventDraft, _ row: ScanRow) -> [ScanNotice] {
        guard draft.things.lots.count > 1 || draft.inputs.lots.count > 1 || draft.outputs.lots.count > 1 else {
            return []
        }
        return [(ScanColumn.code, draft.things), (.inputs, draft.inputs), (.outputs, draft.outputs)].compactMap {
            column, things in
            var seen: Set<String> = []
            guard let twice = things.lots.first(where: { !seen.insert($0.epcClass).inserted }) else { return nil }
            return row.notice(
                at: header.index(of: column) ?? 0,
                Wording(
                    en: "\(twice.epcClass.shown) stands here twice: both amounts count",
                    zh: "\(twice.epcClass.shown) 在此出现两次：两处数量都会计入"))
        }
    }

    /// One lot that is all that goes in and all that comes out: nothing is made of it.
    func madeOfItself(_ draft: EventDraft, _ row: ScanRow) -> [ScanNotice] {
        guard !draft.inputs.isEmpty else { return [] }
        let inputs = Set(draft.inputs.lots.map(\.epcClass) + draft.inputs.instances)
        guard inputs.count == 1, inputs == Set(draft.outputs.lots.map(\.epcClass) + draft.outputs.instances) else {
            return []
        }
        return [
            row.notice(
                at: header.index(of: .outputs) ?? 0,
                Wording(
                    en:
                        "\(row.name(of: .outputs).en): this is all that goes in and all that comes out: nothing is made of it",
                    zh: "\(row.name(of: .outputs).zh)：投入与产出为同一批次，未产生任何产品"))
        ]
    }

    /// 作废 alone says that a shipment did not leave; somebody may have meant that a record is wrong.
    func ambiguousVoid(_ draft: EventDraft, _ row: ScanRow) -> [ScanNotice] {
        guard draft.step.bizStep == Self.voidStep, row.cell(.step) == "作废", let index = header.index(of: .step) else {
            return []
        }
        return [
            row.notice(
                at: index,
                Wording(
                    en:
                        "作废 is taken for 撤销发货: the shipment did not leave; to take back a record use 'yima withdraw', or give 被更正事件编号",
                    zh: "“作废”按“撤销发货”记录（货未发出）；如要作废某条记录，请用 yima withdraw，或填写“被更正事件编号”"))
        ]
    }

    /// Days of production after the time of a row: told of what is only being made, which may go on for days or have its code beforehand, and
    /// refused of goods that are there. A last good day before the day of production is a slip of the pen in any case.
    func laterDays(_ draft: EventDraft, _ row: ScanRow) throws(ScanError) -> [ScanNotice] {
        var notices: [ScanNotice] = []
        var produced: (index: Int, day: CalendarDate)?
        for (element, value) in draft.elements where element.type == .date && Self.earlierDays.contains(element.name) {
            guard let index = header.index(ofElement: element.name), let day = WrittenTime.date(value) else { continue }
            if element.name == Self.earlierDays[0] { produced = (index, day) }
            guard day.daysSinceEpoch > draft.time.time.localDay else { continue }
            let wording = Wording(
                en: "\(row.name(at: index)) \(day) lies after the time of this row, \(draft.time.text)",
                zh: "\(row.name(at: index)) \(day) 晚于本行的时间 \(draft.time.text)")
            switch draft.step.stepKind {
            case .commission, .transform: notices.append(row.notice(at: index, wording))
            default: throw row.error(.contradiction, at: index, wording)
            }
        }
        guard let produced else { return notices }
        for (element, value) in draft.elements where element.type == .date && Self.lastDays.contains(element.name) {
            guard let index = header.index(ofElement: element.name), let day = WrittenTime.date(value),
                day.daysSinceEpoch < produced.day.daysSinceEpoch
            else { continue }
            throw row.error(
                .contradiction, at: index,
                Wording(
                    en: "\(row.name(at: index)) \(day) lies before \(row.name(at: produced.index)) \(produced.day)",
                    zh: "\(row.name(at: index)) \(day) 早于\(row.name(at: produced.index)) \(produced.day)"))
        }
        return notices
    }

    private static let earlierDays = DocumentContradictions.earlierDays
    private static let lastDays = ["expiryDate", "expiry", "bestBefore"]
}
