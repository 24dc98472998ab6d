import EPCIS
import Values

/// The data elements of a row: each cell in the form of its element.
extension ScanMapper {
    /// The data elements: the operator first, then in the profile's order whatever the columns' order.
    func fillElements(_ draft: inout EventDraft, _ row: ScanRow) throws(ScanError) {
        if let actor = profile.element(named: Self.actor) { draft.elements.append((actor, operatorUSCC)) }
        // Columns come in the profile's order, until a cell belongs to another element than its column.
        var isInOrder = true
        for (element, index) in header.elementColumns {
            guard var written = row.cell(at: index) else { continue }
            if element.name == ThingsReader.lot, let lot = row.lot { written = lot.text }
            if let (name, number) = element.unitNumber(in: written), let counted = profile.element(named: name) {
                try add(try canonical(number, counted, row, index), counted, to: &draft, row, index)
                isInOrder = false
                continue
            }
            if saysNothing(written, element, draft.step) { continue }
            let value = try canonical(written, element, row, index)
            try refuseNumber(value, element, row, index)
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

    /// Whether a word that stands for nothing is written where the step must have something: it must not pass for an answer, and is left out,
    /// so that what is missing is told. Where there may be nothing it stays, as what somebody said.
    private func saysNothing(_ written: String, _ element: DataElement, _ step: EventStep) -> Bool {
        guard element.type == .text, !element.isDefinite, !Self.answers.contains(element.name) else { return false }
        let words = profile.steps.placeholders
        return words.mayContain(written) && element.mayBeRequired(for: step.stepKind) && words.contains(written)
    }

    /// Of these, `无`, `0` and `-` are answers.
    private static let answers: Set<String> = ["testValue", "residueResult", "dosage", "preservativeDosage"]

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
                    en: "\(row.name(at: index)) is both \(other) and \(value)",
                    zh: "\(row.name(at: index))既为\(other)又为\(value)"))
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

    private func canonical(
        _ written: String, _ element: DataElement, _ row: ScanRow, _ index: Int
    ) throws(ScanError) -> String {
        do throws(MalformedValue) {
            return try element.canonical(written, codes: codes)
        } catch {
            if let plain = Self.plain(written, element), let value = try? element.canonical(plain, codes: codes) {
                return value
            }
            throw row.error(
                .badValue, at: index, Self.said(error, of: written, element, in: row.name(at: index)),
                hint: Self.wayOut(written, element))
        }
    }

    /// Days, times and numbers as people write them, in the form of which the element reads them.
    private static func plain(_ written: String, _ element: DataElement) -> String? {
        switch element.type {
        case .date: OfficeTime.date(written)?.description
        case .time: OfficeTime.time(written)?.text
        case .decimal where element.label.zh.contains("℃"): degrees(written)
        case .decimal, .integer: WrittenAmount.plain(written)
        // Lines of one cell are read as one.
        case .text where written.contains(where: \.isNewline) || written.contains("\t"):
            written.split { $0.isNewline || $0 == "\t" }.joined(separator: " ")
        case .text, .enum, .code: nil
        }
    }

    /// `-18℃`, `－18 °C`, `零下18度` as the number of degrees.
    private static func degrees(_ written: String) -> String? {
        var text = written.halfWidth.filter { !$0.isWhitespace }
        for minus in ["零下", "\u{2212}", "\u{2013}"] where text.hasPrefix(minus) {
            text = "-" + text.dropFirst(minus.count)
        }
        for unit in ["℃", "°C", "°c", "摄氏度", "度", "C"] where text.hasSuffix(unit) {
            return String(text.dropLast(unit.count))
        }
        return text
    }

    /// What to write instead, where that is known.
    private static func wayOut(_ written: String, _ element: DataElement) -> Wording? {
        if element.type == .date || element.type == .time, let day = OfficeTime.dayCounted(by: written) {
            return OfficeTime.countedHint(day)
        }
        guard element.type == .integer, let unit = element.units.first?.words.first, element.units.count > 1 else {
            return nil
        }
        return Wording(
            en: "one number, with its unit if need be: 90\(unit), 12个月, 1年", zh: "只写一个数，可加单位，如 90天、12个月、1年")
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
        return Wording(
            en: "\(column): “\(ScanRow.shown(written))”: \(en)", zh: "\(column)：“\(ScanRow.shown(written))”，\(zh)")
    }

    /// What lacks, with its columns as the file names them.
    func missing(in draft: EventDraft, _ row: ScanRow) -> [ScanNotice] {
        // Malformed ones were refused with their cells.
        profile.missing(in: draft.event, value: draft.value).map { _, problem in
            let index = header.index(ofElement: problem.element)
            if let index, let text = row.cell(at: index) {
                let name = row.name(at: index)
                return row.notice(
                    at: index,
                    Wording(
                        en: "\(name): “\(text.shown)” stands for nothing, and is left out: \(name) is missing",
                        zh: "\(name)：“\(text.shown)”是占位词，不予记录：缺少“\(name)”"))
            }
            return row.notice(at: index ?? 0, said(problem))
        }
    }

    /// An element is named by its column, or, where the file has none, as such a file would name it: a clerk does not know our own names.
    private func said(_ problem: ElementProblem) -> Wording {
        guard let element = profile.element(named: problem.element) else { return problem.wording }
        let index = header.index(ofElement: element.name)
        guard index != nil || header.isChinese else { return problem.wording }
        let (own, ownZh) = (
            "\(element.name) (\(element.label.en)) is missing", "缺少\(element.label.zh)（\(element.name)）"
        )
        let name = index.map { header.words[$0].shown } ?? element.label.zh
        let (en, zh) = (problem.wording.en, problem.wording.zh)
        return Wording(
            en: en.hasPrefix(own)
                ? "\(name) \(index == nil ? "is missing" : "is empty")\(inFileWords(en.dropFirst(own.count)))" : en,
            zh: zh.hasPrefix(ownZh) ? "缺少“\(name)”\(zh.dropFirst(ownZh.count))" : zh)
    }

    /// The names of elements in a reason as the file's columns are called.
    private func inFileWords(_ reason: Substring) -> String {
        var result = ""
        var word = ""
        func flush() {
            let element = word.isEmpty ? nil : profile.element(named: word)
            let index = element.flatMap { header.index(ofElement: $0.name) }
            result += index.map { header.words[$0].shown } ?? (header.isChinese ? element?.label.zh : nil) ?? word
            word = ""
        }
        for character in reason {
            if character.isASCII, character.isLetter || character.isNumber {
                word.append(character)
            } else {
                flush()
                result.append(character)
            }
        }
        flush()
        return result
    }
}
