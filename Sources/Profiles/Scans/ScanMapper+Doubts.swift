import Codes
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
            if DittoMark.isOne(row.record.utf8(of: index)) { throw ditto(row, index) }
            guard SpoiledCell.mayBe(row.record.utf8(of: index)), let text = row.cell(at: index),
                let spoiled = SpoiledCell(text)
            else { continue }
            throw row.error(
                .badValue, at: index, spoiled.wording(text, in: row.name(at: index)), hint: spoiled.hint)
        }
    }

    private func ditto(_ row: ScanRow, _ index: Int) -> ScanError {
        let (name, text) = (row.name(at: index), row.record[index].trimmed.shown)
        return row.error(
            .badValue, at: index,
            Wording(
                en: "\(name): “\(text)” points to the row above: every row is recorded by itself",
                zh: "\(name)：“\(text)”指上一行，而每行都单独成为一条记录"),
            hint: Wording(en: "write it in each row", zh: "请在每一行都写出内容"))
    }

    /// Refuses a cell for the lot that holds none, or more than one.
    func refuseNoLot(_ row: ScanRow) throws(ScanError) {
        guard let (index, lot) = row.lot, let found = LotCell(lot, profile.steps.placeholders) else { return }
        throw row.error(.badValue, at: index, found.wording(lot, in: row.name(at: index)), hint: found.hint)
    }

    /// One amount beside several lots is the amount of each: somebody may have meant all of them together.
    func sharedAmount(_ draft: EventDraft, _ row: ScanRow) -> [ScanNotice] {
        let count = draft.things.lots.count
        guard count > 1, let index = header.index(of: .quantity), let text = row.cell(at: index),
            text.separated.count == 1, let amount = WrittenAmount(text)
        else { return [] }
        let (millionths, isBeyond) = amount.amount.millionths.multipliedReportingOverflow(by: Int64(count))
        guard !isBeyond else { return [] }
        let own = amount.unit.isEmpty ? row.cell(.uom) ?? header.quantityUnit : amount.unit
        let unit = own.map { " \($0.shown)" } ?? ""
        let (each, total) = ("\(amount.amount)\(unit)", "\(Amount(millionths: millionths))\(unit)")
        return [
            row.notice(
                at: index,
                Wording(
                    en: "\(row.name(at: index)): \(each) of each of the \(count) lots, \(total) in all; "
                        + "write one row for each lot if \(each) is the total",
                    zh: "\(row.name(at: index))：\(count) 个批次各 \(each)，合计 \(total)；如 \(each) 是总数，请每个批次各写一行"))
        ]
    }

    /// The column for the unit is empty in this row: pieces are counted, which nobody wrote.
    func emptyUnit(_ draft: EventDraft, _ row: ScanRow) -> [ScanNotice] {
        guard let index = header.index(of: .uom),
            [draft.things, draft.inputs, draft.outputs].contains(where: { !$0.unitless.isEmpty })
        else { return [] }
        let name = row.name(at: index)
        return [
            row.notice(
                at: index,
                Wording(
                    en:
                        "\(name) is empty: the amount counts pieces; write the unit (千克, 箱) if it does not, 件 if it does",
                    zh: "“\(name)”为空：数量按件数记录；如不是件数，请写明单位（如千克、箱）；确为件数，请写 件"))
        ]
    }

    /// Half a piece: either something else is counted, or the number is wrong.
    func brokenPiece(_ draft: EventDraft, _ row: ScanRow) -> [ScanNotice] {
        let lots = [draft.things, draft.inputs, draft.outputs].flatMap(\.lots)
        guard let broken = lots.first(where: { $0.uom == nil && ($0.amount?.millionths ?? 0) % 1_000_000 != 0 }),
            let amount = broken.amount
        else { return [] }
        let index = header.index(of: .quantity) ?? header.index(of: .outputs) ?? 0
        let name = row.name(at: index)
        return [
            row.notice(
                at: index,
                Wording(
                    en: "\(name): \(amount) pieces: is another unit meant?", zh: "\(name)：\(amount) 件不是整数：是否应为其他单位？"))
        ]
    }

    /// A shelf life that is a usual number of months stands without its unit where days are counted.
    func barePeriod(_ row: ScanRow) -> [ScanNotice] {
        guard let index = header.index(ofElement: Self.shelfLife), let text = row.cell(at: index),
            Self.usualMonths.contains(text.halfWidth), let element = profile.element(named: Self.shelfLife)
        else { return [] }
        let heading = header.words[index].lowercased()
        guard !element.units.contains(where: { $0.words.contains { heading.contains($0) } }) else { return [] }
        let name = row.name(at: index)
        return [
            row.notice(
                at: index,
                Wording(
                    en:
                        "\(name): “\(text)” is read as \(text) days; write \(text)个月 if months are meant, \(text)天 if days are",
                    zh: "\(name)：“\(text)”按 \(text) 天记录；如指月，请写 \(text)个月；确为天数，请写 \(text)天"))
        ]
    }

    private static let shelfLife = "shelfLifeDays"
    private static let usualMonths: Set<String> = ["6", "9", "12", "18", "24", "36", "48", "60"]

    /// Refuses the number of a firm where its name belongs: nobody would find the firm by it, and no number would be on record.
    func refuseNumber(_ written: String, _ element: DataElement, _ row: ScanRow, _ index: Int) throws(ScanError) {
        guard element.name.hasSuffix("Name") || element.name == "laboratory", Self.isFirmNumber(written, codes) else {
            return
        }
        let name = row.name(at: index)
        throw row.error(
            .badValue, at: index,
            Wording(
                en: "\(name): “\(written.shown)” is the number of a firm, and its name belongs here",
                zh: "\(name)：“\(written.shown)”是统一社会信用代码，此处应填名称"),
            hint: whereNumbersStand(element, row))
    }

    private func whereNumbersStand(_ element: DataElement, _ row: ScanRow) -> Wording {
        let column: ScanColumn? =
            switch element.name {
            case "supplierName": .from
            case "receiverName": .to
            default: nil
            }
        let own = profile.element(named: String(element.name.dropLast(4)) + "Uscc").map { header.word(of: $0) }
        let names = [column.map { row.name(of: $0).zh }, own].compactMap(\.self)
        guard !names.isEmpty else {
            return Wording(en: "write its name, as on the business licence", zh: "请填名称，以营业执照为准")
        }
        return Wording(
            en: "the number belongs into the column \(names.joined(separator: " or "))",
            zh: "代码请填在“\(names.joined(separator: "”或“"))”列")
    }

    /// A sound number of a firm, or eighteen signs that no name consists of.
    private static func isFirmNumber(_ written: String, _ codes: CodeReader) -> Bool {
        guard let first = written.utf8.first, first < 0x80 || first == 0xEF, (18...54).contains(written.utf8.count)
        else {
            return false
        }
        if (try? codes.read(written, as: "uscc")) != nil { return true }
        let text = written.halfWidth.filter { $0 != " " && $0 != "-" }.utf8
        return text.count == 18 && text.count { (0x30...0x39).contains($0) } >= digitsMin
            && text.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) }
    }

    private static let digitsMin = 10

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
