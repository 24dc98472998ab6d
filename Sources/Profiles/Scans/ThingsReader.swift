import Codes
import EPCIS
import Values

/// The things that a cell of codes names: single ones, and amounts of lots, in the order written.
struct ScannedThings {
    /// Canonical URIs of items, pallets, containers.
    var instances: [String] = []
    var lots: [EPCISEvent.Quantity] = []
    /// Amounts of lots as they were written, by place in `lots`, where they have more decimals than are judged.
    var writtenAmounts: [Int: String] = [:]
    /// Places in `lots` whose amounts have no unit, neither beside them nor in a column nor in the header: they count pieces.
    var unitless: [Int] = []

    var isEmpty: Bool { instances.isEmpty && lots.isEmpty }
}

/// Reads cells of codes: `code;code*12.5kg;…`, amounts beside each code or in a column of their own.
///
/// Codes are separated by `;` or `；` (inside a code it must be percent-encoded in a Digital Link). Behind the LAST `*` of a code may stand
/// its amount, with a unit or without; else the `quantity` column holds one amount for every code, or as many as there are codes, each
/// with its unit or in that of the `uom` column.
struct ThingsReader {
    let row: ScanRow
    let steps: StepTable
    let codes: CodeReader

    /// The things in a column, no single one twice. `hasQuantityColumn` says whether the `quantity` column speaks of them.
    func things(in column: ScanColumn, hasQuantityColumn: Bool) throws(ScanError) -> ScannedThings {
        let written = row.cell(column)?.separated ?? []
        let amounts = hasQuantityColumn ? try quantityColumn(count: written.count) : []
        let commonUnit = try unitColumn()
        var things = ScannedThings()
        var seen = Set<String>()
        for (index, text) in written.enumerated() {
            let (codeText, suffix) = try splitAmount(text, in: column)
            if suffix != nil, !amounts.isEmpty {
                throw row.error(
                    .contradiction, .quantity,
                    Wording(en: "the amount stands both behind the code and here", zh: "编码后与此处都写了数量"))
            }
            let code = try self.code(codeText, in: column)
            let given = suffix ?? (amounts.isEmpty ? nil : amounts[amounts.count == 1 ? 0 : index])
            let place = suffix == nil ? .quantity : column
            if code.grain == .instance {
                try checkSingle(given?.amount.amount, code, in: place)
                if written.count > 1, !seen.insert(code.uri).inserted { throw repetition(of: code, in: column) }
                things.instances.append(code.uri)
            } else {
                let said = given?.unit ?? (suffix == nil ? commonUnit : nil)
                let unit = said ?? UnitWord(uom: nil)
                let amount = try converted(given?.amount, unit, in: place)
                if said == nil, amount != nil { things.unitless.append(things.lots.count) }
                if let text = amount?.text { things.writtenAmounts[things.lots.count] = text }
                things.lots.append(
                    .init(epcClass: code.uri, amount: amount?.amount, uom: amount == nil ? nil : unit.uom))
            }
        }
        return things
    }

    /// The one thing of a column that holds a single package: `parent`.
    func instance(in column: ScanColumn, for step: EventStep) throws(ScanError) -> String {
        let code = try self.code(try row.required(column, for: step), in: column)
        guard code.grain == .instance else {
            throw row.error(
                .badValue, column,
                Wording(
                    en: "\(row.name(of: column).en) must be a single thing, not a lot: “\(code.uri.shown)”",
                    zh: "\(row.name(of: column).zh)须为单件，不能是批次：“\(code.uri.shown)”"),
                hint: Wording(en: "use its SSCC, serial or container number", zh: "请用SSCC、序列号或集装箱号"))
        }
        return code.uri
    }
}

extension ThingsReader {
    private func code(_ written: String, in column: ScanColumn) throws(ScanError) -> CanonicalCode {
        var code = try read(written, in: column)
        if column == .code || column == .outputs { code = try withLot(code) }
        if PersonalNumber.isHeld(by: code) {
            let said = PersonalNumber.identity.wording
            throw row.error(
                .badValue, column,
                Wording(
                    en: "\(row.name(of: column).en): \(said.en)", zh: "\(row.name(of: column).zh)：\(said.zh)"))
        }
        if let other = Self.placeOf(codes.subject(of: code)) {
            throw row.error(
                .badValue, column,
                Wording(
                    en:
                        "\(row.name(of: column).en): “\(written.shown)” is the number of \(other.what.en), and not the code of goods",
                    zh: "\(row.name(of: column).zh)：“\(written.shown)”是\(other.what.zh)，不是货物的编码"),
                hint: other.hint)
        }
        return code
    }

    /// What a code names that is none of goods, and where it belongs; nil of goods.
    private static func placeOf(_ subject: CodeSubject) -> (what: Wording, hint: Wording)? {
        func belongs(_ what: Wording, _ en: String, _ zh: String) -> (what: Wording, hint: Wording) {
            (what, Wording(en: "it belongs into the column \(en)", zh: "请填在“\(zh)”列"))
        }
        switch subject {
        case .goods: return nil
        case .party: return belongs(Wording(en: "a firm", zh: "单位的代码"), "to (收货方) or from (发货方)", "收货方”或“发货方")
        case .place: return belongs(Wording(en: "a place", zh: "地点的编码"), "site (地点)", "地点")
        case .document: return belongs(Wording(en: "a paper", zh: "单据的编号"), "document (单据)", "单据")
        case .vessel: return belongs(Wording(en: "a ship", zh: "船舶的编号"), "imoNo (IMO船舶识别号)", "IMO船舶识别号")
        }
    }

    /// The element that says a lot beside its bare GTIN.
    static let lot = "lotNo"

    private func read(_ written: String, in column: ScanColumn) throws(ScanError) -> CanonicalCode {
        do {
            return try codes.read(written)
        } catch {
            let text = PersonalNumber.first(in: written) == .identity ? "…" : ScanRow.shown(written)
            throw row.error(
                .badValue, column,
                Wording(
                    en: "\(row.name(of: column).en): “\(text)”: \(error.wording.en)",
                    zh: "\(row.name(of: column).zh)：“\(text)”，\(error.wording.zh)"),
                hint: SpoiledCell(written).map(\.hint) ?? Self.madeNumber(written) ?? error.hint
                    ?? (error.reason == .unknownScheme ? Self.forms : nil))
        }
    }

    /// What to do with a code of which a program made a number: `6.935377E12`, `6935377000251.0`, and sixteen digits and more of which only
    /// fifteen were kept.
    private static func madeNumber(_ written: String) -> Wording? {
        let text = written.halfWidth.trimmed.uppercased()
        func areDigits(_ text: some StringProtocol) -> Bool {
            !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        let halves = text.split(separator: "E", omittingEmptySubsequences: false)
        let isShortened =
            halves.count == 2 && areDigits(halves[1]) && halves[1].utf8.count <= 2 && halves[0].contains(".")
            && Amount(halves[0]) != nil
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isDecimal =
            parts.count == 2 && areDigits(parts[0]) && parts[0].utf8.count >= 8 && areDigits(parts[1])
            && parts[1].allSatisfy { $0 == "0" }
        let isRounded =
            areDigits(text) && text.utf8.count > digitsKept && text.dropFirst(digitsKept).allSatisfy { $0 == "0" }
        guard isShortened || isDecimal || isRounded else { return nil }
        return Wording(
            en: "a spreadsheet or a program made a number of it (and keeps fifteen digits): "
                + "format the column as text and enter or export it again",
            zh: "表格软件或程序已把编码变成数字（只保留 15 位）：请将该列设为文本格式，再重新输入或导出")
    }

    private static let digitsKept = 15

    private static let forms = Wording(
        en: "the code as it is scanned: a product's with its lot, (01)…(10)…, a pallet's (00)…, or a trace code",
        zh: "请填扫码所得编码，如 (01)商品条码(10)批号、(00)物流单元代码或追溯码")

    /// The code together with the row's `lotNo`, which is the lot of what the row is about: of a transformation's outputs, not of
    /// its inputs, and not of the pallet. The lot that a code itself says must be that lot.
    private func withLot(_ code: CanonicalCode) throws(ScanError) -> CanonicalCode {
        guard let (index, lot) = row.lot else { return code }
        if let written = code.part("lot"), written != lot {
            throw row.error(
                .contradiction, at: index,
                Wording(
                    en: "the code says lot “\(written.shown)”, and \(row.name(at: index)) says “\(lot.shown)”",
                    zh: "编码中的批号为“\(written.shown)”，“\(row.name(at: index))”列为“\(lot.shown)”"))
        }
        do {
            return try codes.read(code, withLot: lot)
        } catch {
            let text = ScanRow.shown(lot)
            throw row.error(
                .badValue, at: index,
                Wording(
                    en: "\(row.name(at: index)): “\(text)”: \(error.wording.en)",
                    zh: "\(row.name(at: index))：“\(text)”，\(error.wording.zh)"),
                hint: error.hint
                    ?? Wording(
                        en: "a lot has letters, digits and marks such as - . / _ and no blanks; one lot in a row",
                        zh: "批号只用半角字母、数字和 - . / _ 等符号，不含空格和汉字；一行只写一个批号"))
        }
    }

    /// An amount, and the unit in which it is written.
    private typealias Given = (amount: WrittenAmount, unit: UnitWord?)

    /// `code*12.5kg` → the code, 12.5, KGM. Only a decimal behind the last `*` is an amount; a lot may hold a `*` of its own.
    private func splitAmount(
        _ written: String, in column: ScanColumn
    ) throws(ScanError) -> (code: String, suffix: Given?) {
        guard let star = written.utf8.lastIndex(of: UInt8(ascii: "*")) else { return (written, nil) }
        let suffix = String(written[written.utf8.index(after: star)...]).halfWidth.trimmed
        guard suffix.unicodeScalars.first.map({ ("0"..."9").contains($0) || $0 == "." }) ?? false else {
            return (written, nil)
        }
        let amount = try amount(suffix, in: column)
        let unit = amount.unit.isEmpty ? try unitColumn() : try self.unit(amount.unit, in: column)
        return (String(written[..<star]).trimmed, (amount, unit))
    }

    private func quantityColumn(count: Int) throws(ScanError) -> [Given] {
        guard let text = row.cell(.quantity) else { return [] }
        var amounts: [Given] = []
        for part in text.separated {
            let amount = try amount(part, in: .quantity)
            amounts.append((amount, amount.unit.isEmpty ? nil : try unit(besideAmount: amount.unit)))
        }
        guard amounts.count == 1 || amounts.count == count else {
            throw row.error(
                .contradiction, .quantity,
                Wording(
                    en:
                        "\(row.name(of: .quantity).en): \(amounts.count) amounts for \(count) codes: one for all, or one each",
                    zh: "\(row.name(of: .quantity).zh)：\(count)个编码写了\(amounts.count)个数量，应只写一个，或一一对应"))
        }
        return amounts
    }

    /// The unit that stands in the cell of the amount; the `uom` column may say the same.
    private func unit(besideAmount word: String) throws(ScanError) -> UnitWord {
        let own = try unit(word, in: .quantity)
        guard let other = try unitColumn(), other != own else { return own }
        let place = row.cell(.uom).map { column in
            Wording(en: "\(column.shown) in its own column", zh: "单位列为\(column.shown)")
        }
        let elsewhere = place ?? Wording(en: "another in the header", zh: "表头所写的单位不同")
        throw row.error(
            .contradiction, .quantity,
            Wording(
                en: "the unit is \(word.shown) here and \(elsewhere.en)", zh: "此处单位为\(word.shown)，\(elsewhere.zh)"))
    }

    private func amount(_ text: String, in column: ScanColumn) throws(ScanError) -> WrittenAmount {
        guard let amount = WrittenAmount(text), amount.amount > .zero else {
            throw row.error(
                .badValue, column,
                Wording(
                    en: "\(row.name(of: column).en): “\(text.shown)” is not an amount (above 0, under 9.2 × 10¹²)",
                    zh: "\(row.name(of: column).zh)：“\(text.shown)”不是数量（应大于0、小于9.2 × 10¹²）"),
                hint: AmountHint.ofAmount(text))
        }
        return amount
    }

    /// The unit of the row, else that of the header.
    private func unitColumn() throws(ScanError) -> UnitWord? {
        let ofHeader = try row.header.quantityUnit.map { word throws(ScanError) in try unit(word, in: .quantity) }
        guard let word = row.cell(.uom) else { return ofHeader }
        let own = try unit(word, in: .uom)
        if let ofHeader, ofHeader != own {
            let header = row.name(of: .quantity)
            throw row.error(
                .contradiction, .uom,
                Wording(
                    en: "the unit is \(word.shown) here, and another in the header: \(header.en)",
                    zh: "此处单位为\(word.shown)，与表头“\(header.zh)”所写的单位不同"))
        }
        return own
    }

    /// A word of the table, or a code of Recommendation 20 or 21.
    private func unit(_ written: String, in column: ScanColumn) throws(ScanError) -> UnitWord {
        let word = written.halfWidth
        if let known = steps.unit(named: word) { return known }
        throw row.error(
            .badValue, column,
            Wording(
                en: "\(row.name(of: column).en): there is no unit “\(word.shown)”",
                zh: "\(row.name(of: column).zh)：没有“\(word.shown)”这个计量单位"),
            hint: AmountHint.ofUnit(word, steps))
    }

    private func converted(
        _ amount: WrittenAmount?, _ unit: UnitWord, in column: ScanColumn
    ) throws(ScanError) -> WrittenAmount? {
        guard let amount else { return nil }
        if let converted = amount.converted(to: unit) { return converted }
        let uom = unit.uom ?? ""
        throw row.error(
            .badValue, column,
            Wording(
                en: "\(row.name(of: column).en): \(amount.amount) is too large or too small in \(uom)",
                zh: "\(row.name(of: column).zh)：\(amount.amount)换算为\(uom)后过大或过小"))
    }

    /// A scanner read it twice, or it was written down twice: there is only one of it, and EPCIS lists none twice.
    private func repetition(of code: CanonicalCode, in column: ScanColumn) -> ScanError {
        row.error(
            .contradiction, column,
            Wording(en: "\(code.key) stands twice here", zh: "此处\(code.key)重复"),
            hint: Wording(en: "a single thing is written once; amounts belong to lots", zh: "单件编码只写一次；数量只用于批次编码"))
    }

    private func checkSingle(_ amount: Amount?, _ code: CanonicalCode, in column: ScanColumn) throws(ScanError) {
        guard let amount, amount != Amount(millionths: 1_000_000) else { return }
        throw row.error(
            .contradiction, column,
            Wording(
                en: "\(row.name(of: column).en): \(amount) of a single thing (\(code.key))",
                zh: "\(row.name(of: column).zh)：单件编码的数量为\(amount)（\(code.key)）"),
            hint: Wording(
                en: "a single thing is one: leave the amount empty, or give the code of its lot",
                zh: "单件即一件：数量请留空，或改填批次编码"))
    }
}
