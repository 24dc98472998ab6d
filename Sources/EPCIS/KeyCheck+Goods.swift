import Codes
import StrictJSON
import Values

/// What is asked about by its code, and whether anybody will find it so.
extension KeyCheck {
    /// Goods are asked about by their code: what no look-up finds is told, and so is what names a firm or a place.
    func check(goods value: JSONValue, _ found: inout [Fault]) {
        let count = found.count
        let isRead = check(value, &found)
        guard found.count == count, let written = value.string else { return }
        guard isRead else {
            found.append(
                Fault(
                    at: value,
                    Wording(
                        en:
                            "\(written.shown) is of no scheme that is known here: it is recorded, and no look-up finds the goods by it",
                        zh: "\(written.shown) 不属于任何已知编码体系：会照此记录，但无法按此编码查到货物"), isCertain: false))
            return
        }
        if Self.goodsKeys.contains(where: written.hasPrefix) { return }
        guard let code = try? codes.read(written), let what = Self.named(codes.subject(of: code)) else { return }
        found.append(
            Fault(
                at: value,
                Wording(
                    en: "\(written.shown) is the number of \(what.en), and stands here as the code of goods",
                    zh: "\(written.shown) 是\(what.zh)，此处却作为货物编码"), isCertain: false))
    }

    /// A unit that no list has, which nobody can add up, and one that means another thing than people think. What is no code by its form
    /// the event reader has refused.
    func check(unit value: JSONValue, _ found: inout [Fault]) {
        guard let code = value.string else { return }
        if let slip = UnitCodes.standard.slip(code) {
            found.append(
                Fault(
                    at: value,
                    Wording(
                        en: "\(code.shown) is \(slip.meaning.en) (UN/ECE Rec 20): \(slip.meant) is probably meant",
                        zh: "\(code.shown) 表示\(slip.meaning.zh)（UN/ECE 第 20 号建议书），是否应为 \(slip.meant)"), isCertain: false
                ))
        } else if !UnitCodes.standard.isKnown(code) {
            let near = UnitCodes.near(code)
            found.append(
                Fault(
                    at: value,
                    Wording(
                        en: "\(code.shown) is no unit of UN/ECE Rec 20 or 21\(near.map { ": \($0.en)" } ?? "")",
                        zh: "\(code.shown) 不是 UN/ECE 第 20、21 号建议书的单位代码\(near.map { "，\($0.zh)" } ?? "")"),
                    isCertain: false))
        }
    }

    /// A single thing among amounts (ISO/IEC 19987 §7.3.3.3: a list of quantities holds classes). Five of one serial number there are not, and
    /// by weight it has its own figures: that is refused. One of it, or no amount, can be meant, and systems write it: that is told.
    func check(amountOf element: JSONValue, _ found: inout [Fault]) {
        guard let value = element[EventField.epcClass.rawValue], let written = value.string, isSingleThing(written)
        else {
            return
        }
        let amount = element[EventField.quantity.rawValue]
        let unit = element[EventField.uom.rawValue]
        let isOne = amount.map { $0.numberText.flatMap { Amount(jsonNumber: $0) } == Self.one } ?? true
        let shown = written.shown
        if isOne, unit == nil {
            found.append(
                Fault(
                    at: value,
                    Wording(
                        en:
                            "\(shown) is a single thing in a list of amounts: it belongs into a list of single things (epcList)",
                        zh: "\(shown) 是单件，却列在数量列表中：应写在单品列表（epcList）中"), isCertain: false))
            return
        }
        let stands = [amount?.numberText, unit?.string].compactMap(\.self).joined(separator: " ").shown
        found.append(
            Fault(
                at: amount ?? value,
                Wording(
                    en: "\(shown) is a single thing and cannot be \(stands): amounts belong to lots and products; "
                        + "write it into a list of single things (epcList), or give the code of its lot",
                    zh: "\(shown) 是单件，不能有数量 \(stands)：数量只用于批次或品类；请写入单品列表（epcList），或改用其批次编码"),
                isCertain: true))
    }

    private func isSingleThing(_ written: String) -> Bool {
        // Nearly all that stands there is a lot, and is told from its form.
        if written.hasPrefix("urn:epc:class:") { return false }
        if written.hasPrefix("https://id.gs1.org/01/"), !written.utf8.contains(UInt8(ascii: "%")),
            !written.contains("/21/"), !written.contains("?")
        {
            return false
        }
        guard let code = try? codes.read(written) else { return false }
        return code.grain == .instance && codes.subject(of: code) == .goods
    }

    private static let one = Amount(millionths: 1_000_000)

    /// Nearly all goods are written so.
    private static let goodsKeys = ["https://id.gs1.org/01/", "https://id.gs1.org/00/", "urn:epc:id:sgtin:"]

    /// Nil of goods, and of papers and ships, which may be tracked as things.
    private static func named(_ subject: CodeSubject) -> Wording? {
        switch subject {
        case .party: Wording(en: "a firm or person", zh: "单位或个人的代码")
        case .place: Wording(en: "a place", zh: "地点的编码")
        case .goods, .document, .vessel: nil
        }
    }

    /// A paper: a key, or a number behind the GLN of who gave it (CBV 2.0 §8.5.2), whose check digit people mistype as any other.
    func check(paper value: JSONValue, _ found: inout [Fault]) {
        check(value, &found)
        guard let written = value.string, written.hasPrefix(Self.paperPrefix) else { return }
        let number = written.dropFirst(Self.paperPrefix.count).prefix { $0 != ":" }
        // Other numbers of parties stand there as well.
        guard number.utf8.count >= 12, number.utf8.count <= 14, number.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else {
            return
        }
        do throws(CodeError) {
            _ = try codes.read(String(number), as: "gln")
        } catch {
            let shown = "\(written.shown): "
            found.append(
                Fault(
                    at: value,
                    Wording(
                        en: "\(shown)GLN \(number): \(error.wording.en)",
                        zh: "\(shown)GLN \(number)：\(error.wording.zh)"),
                    isCertain: false))
        }
    }

    private static let paperPrefix = "urn:epcglobal:cbv:bt:"

    /// The recorders of measurements, by their own keys.
    func checkRecorders(of element: JSONValue, _ found: inout [Fault]) {
        let said =
            [element[EventField.sensorMetadata.rawValue]].compactMap(\.self)
            + (element[EventField.sensorReport.rawValue].map { Array($0.elements) } ?? [])
        for value in said {
            if let device = value["deviceID"] { check(device, &found) }
        }
    }

    /// A transformation of one lot into itself makes nothing: the goods would come of themselves.
    func findSameLot(in event: JSONValue, _ found: inout [Fault]) {
        let inputs = things(.inputEPCList, .inputQuantityList, in: event)
        guard !inputs.isEmpty else { return }
        let outputs = things(.outputEPCList, .outputQuantityList, in: event)
        let names = Set(inputs.map { name(of: $0.written) })
        guard names.count == 1, !outputs.isEmpty, outputs.allSatisfy({ names.contains(name(of: $0.written)) }) else {
            return
        }
        found.append(
            Fault(
                at: outputs[0].value,
                Wording(
                    en: "\(outputs[0].written.shown) is all that goes in and all that comes out: nothing is made of it",
                    zh: "\(outputs[0].written.shown) 既是唯一的投入又是唯一的产出：未产生任何产品"), isCertain: false))
    }

    private func things(
        _ list: EventField, _ lots: EventField, in event: JSONValue
    ) -> [(value: JSONValue, written: String)] {
        let single = event[list.rawValue].map { Array($0.elements) } ?? []
        let named = event[lots.rawValue].map { $0.elements.compactMap { $0[EventField.epcClass.rawValue] } } ?? []
        return (single + named).compactMap { value in value.string.map { (value, $0) } }
    }
}
