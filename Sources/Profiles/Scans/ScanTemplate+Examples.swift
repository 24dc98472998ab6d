import EPCIS
import Values

/// What a row of a template looks like when it is filled in: whoever fills in the next one sees how things are written.
extension ScanTemplate {
    /// What a cell of a column of its own may hold in a scan of the step.
    static func example(_ column: ScanColumn, _ step: EventStep) -> Wording {
        let isMade = step.eventKind == .transformation
        switch column {
        case .time: return Wording("2026-03-01 08:30")
        case .step: return Wording(en: step.name, zh: step.aliases.first ?? step.name)
        case .code: return Wording("(01)06901234567892(10)A1")
        case .quantity: return Wording("100")
        case .uom: return Wording(en: "kg", zh: "千克")
        case .site: return Wording("350521-COLD-1")
        case .to: return step.isToOperator || isMade ? Wording("") : Wording("91350100M000100Y43")
        case .from: return step.isFromOperator || isMade ? Wording("") : Wording("91350100M000100Y43")
        case .document: return isMade ? Wording("") : Wording(en: "desadv:PS-7", zh: "发货单:PS-7")
        case .parent: return Wording("(00)106141412345678908")
        case .inputs: return Wording("(01)06901234567892(10)A1*100kg")
        case .outputs: return Wording("(01)06901234567892(10)B1*90kg")
        case .eventID, .day: return Wording("")
        }
    }

    /// What a cell of an element may hold; empty where nothing general can be said.
    static func example(_ element: DataElement, _ step: EventStep) -> Wording {
        if element.name == ThingsReader.lot { return Wording(step.eventKind == .transformation ? "B1" : "A1") }
        if let known = examples[element.name] { return known }
        switch element.type {
        case .text: return element.exampleText
        case .date: return Wording("2026-03-01")
        case .time: return Wording("2026-03-01 08:30")
        case .decimal, .integer:
            return Wording((element.minimum ?? Amount(millionths: 1_000_000)).description)
        case .code: return element.scheme.flatMap { codes[$0] } ?? Wording("")
        case .enum:
            return element.enumValues.first.map { Wording(en: $0.value, zh: $0.aliases.first ?? $0.value) }
                ?? Wording("")
        }
    }

    private static let codes: [String: Wording] = [
        "gtin": Wording("06901234567892"), "uscc": Wording("91350100M000100Y43"), "sc": Wording("SC10635010000013"),
        "vetdrug": Wording("202603011350100004310872"), "gacc": Wording("CUSA01010101010001"),
        "container": Wording("CSQU3054383"), "imo": Wording("IMO9074729"), "customs": Wording("370120261000000001"),
    ]

    private static let examples: [String: Wording] = [
        "productName": Wording(en: "frozen yellow croaker", zh: "冷冻大黄鱼"),
        "spec": Wording(en: "20 kg/box", zh: "20千克/箱"),
        "producerName": Wording(en: "Minhai fish farm", zh: "闽海养殖场"),
        "supplierName": Wording(en: "Minhai fish farm", zh: "闽海养殖场"),
        "receiverName": Wording(en: "West Lake market", zh: "西湖超市"),
        // The months are another way to say the days: both would contradict each other.
        "shelfLifeDays": Wording("180"), "shelfLifeMonths": Wording(""), "expiryDate": Wording("2026-08-28"),
        "residueResult": Wording(en: "none found", zh: "未检出"), "vesselVoyage": Wording("COSCO STAR 012W"),
        "slot": Wording("A-03-12"),
        "tempC": Wording("-18"), "coreTempC": Wording("-18.5"), "cartons": Wording("20"), "netKg": Wording("400"),
        "testItem": Wording(en: "enrofloxacin", zh: "恩诺沙星"), "testValue": Wording("30 μg/kg"),
        "vehicleNo": Wording("闽C12345"), "speciesLatin": Wording("Larimichthys crocea"), "fao3": Wording("LYC"),
        "catchArea": Wording("61"), "originRegion": Wording(en: "Putian, Fujian", zh: "福建莆田"),
        "originCountry": Wording(en: "New Zealand", zh: "新西兰"),
        "merchantName": Wording(en: "Pacific Pantry Ltd", zh: "Pacific Pantry Ltd"),
        "harvestYear": Wording("2026"), "moisturePercent": Wording("13.5"),
        "correctedEventID": Wording("urn:yima:event:91350100M000100Y43/dock-1:7"),
        "correctiveEventID": Wording("urn:yima:event:91350100M000100Y43/dock-1:9"),
        "recallReason": Wording(en: "failed a test", zh: "抽检不合格"), "remark": Wording(""),
    ]
}

extension DataElement {
    /// A text of the element's own form; a number as papers bear them, where it is one.
    fileprivate var exampleText: Wording {
        if let mask = masks.first {
            return Wording(String(mask.map { $0 == "#" ? "1" : $0 == "@" ? "A" : $0 == "*" ? "2" : $0 }))
        }
        return Wording(name.hasSuffix("No") || name.hasSuffix("Code") || name.hasSuffix("Id") ? "FJ2026-0001" : "")
    }

    /// What people are to write, in words that nobody has to look up.
    var plainForm: Wording {
        switch type {
        case .text where masks.isEmpty: return Wording(en: "text", zh: "文字")
        case .text, .code: return Wording(en: "the number as it is printed", zh: "按证件或标签照抄")
        case .date: return Wording(en: "day: 2026-03-01", zh: "日期，如 2026-03-01")
        case .time: return Wording(en: "time: 2026-03-01 08:30", zh: "时间，如 2026-03-01 08:30")
        case .decimal: return Wording(en: "number", zh: "数字")
        case .integer: return Wording(en: "whole number", zh: "整数")
        case .enum:
            let (en, zh) = (enumValues.map(\.value), enumValues.map { $0.aliases.first ?? $0.value })
            return Wording(
                en: "one of: \(Self.list(en, separator: ", "))", zh: "选一项：\(Self.list(zh, separator: "、"))")
        }
    }
}

extension Wording {
    /// The same in both languages.
    init(_ same: String) { self.init(en: same, zh: same) }
}
