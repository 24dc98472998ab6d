public import Codes
public import Values

/// What the events of one file say against one another. Each may be sound alone, so nothing is refused; whoever brings the file is told.
public struct DocumentContradictions {
    private let codes: CodeReader
    /// By eventID.
    private var named: [String: (line: Int, json: [UInt8])] = [:]
    /// Who issued a single thing, by its key.
    private var issued: [String: Int] = [:]
    /// What was said of a thing or lot where it was issued: by its key and the element.
    private var said: [Statement: (line: Int, value: String)] = [:]
    /// In what a single thing lies, by the keys of both.
    private var parents: [String: String] = [:]

    private struct Statement: Hashable {
        let key: String
        let element: String
    }

    /// So much is remembered of a file, and no more.
    private static let countMax = 100_000
    private static let depthMax = 64
    /// What can be said of a lot only once.
    private static let elements = [
        "productionDate", "expiryDate", "bestBefore", "harvestTime", "slaughterDate", "productName", "shelfLifeDays",
    ]

    public init(codes: CodeReader) {
        self.codes = codes
    }

    /// What an event says against those before it; empty where nothing.
    public mutating func take(_ event: DocumentEvent) -> [Wording] {
        guard named.count + issued.count + said.count + parents.count < Self.countMax else { return [] }
        // A declaration repeats its event on purpose.
        guard event.event.errorDeclaration == nil else { return [] }
        return repeatedName(event) + laterDays(in: event) + contradictions(in: event) + containment(event)
    }

    private mutating func repeatedName(_ event: DocumentEvent) -> [Wording] {
        guard let name = event.event.eventID else { return [] }
        guard let other = named[name] else {
            named[name] = (event.line, event.json)
            return []
        }
        guard other.json != event.json else { return [] }
        return [
            Wording(
                en: "the event on line \(other.line) has the same eventID and says something else",
                zh: "第 \(other.line) 行的事件使用同一事件编号（eventID），但内容不同")
        ]
    }

    /// A day of production after the event itself.
    private func laterDays(in event: DocumentEvent) -> [Wording] {
        let time = event.event.eventTime
        let (day, _) = (time.moment.milliseconds / 60_000 + Int64(time.offsetMinutes)).flooredDivision(by: 1440)
        return Self.earlierDays.compactMap { element in
            guard let value = event.event.dataElements[element], let said = WrittenTime.date(value),
                said.daysSinceEpoch > Int(day)
            else { return nil }
            return Wording(
                en: "\(element) \(value.shown) lies after the time of the event", zh: "\(element) \(value.shown) 晚于事件时间"
            )
        }
    }

    /// Days that lie behind what is done with goods.
    package static let earlierDays = [
        "productionDate", "prodDateFrom", "prodDateTo", "slaughterDate", "harvestDate", "sowingDate", "doseDate",
        "vaccineDate",
    ]

    private mutating func contradictions(in event: DocumentEvent) -> [Wording] {
        let made: (things: [String], lots: [EPCISEvent.Quantity])
        switch event.event.kind {
        case .object where event.event.action == .add: made = (event.event.epcList, event.event.quantityList)
        case .transformation: made = (event.event.outputEPCList, event.event.outputQuantityList)
        default: return []
        }
        var found: [Wording] = []
        for written in made.things {
            guard let code = try? codes.names(of: written), code.key != code.productKey, code.key != code.lotKey else {
                continue
            }
            guard let line = issued.updateValue(event.line, forKey: code.key) else { continue }
            found.append(
                Wording(
                    en:
                        "\(written.shown) was issued on line \(line) already: one product has one code, and one code one product",
                    zh: "\(written.shown) 已在第 \(line) 行赋码：一物一码，不可重复"))
        }
        for written in made.things + made.lots.map(\.epcClass) {
            guard let key = try? codes.names(of: written).key else { continue }
            found += statements(about: key, written, in: event)
        }
        return found
    }

    private mutating func statements(about key: String, _ written: String, in event: DocumentEvent) -> [Wording] {
        var found: [Wording] = []
        for element in Self.elements {
            guard let value = event.event.dataElements[element] else { continue }
            let statement = Statement(key: key, element: element)
            guard let other = said[statement] else {
                said[statement] = (event.line, value)
                continue
            }
            guard other.value != value else { continue }
            found.append(
                Wording(
                    en:
                        "\(element) of \(written.shown) is \(value.shown) here and \(other.value.shown) on line \(other.line)",
                    zh: "\(written.shown) 的 \(element) 此处为 \(value.shown)，第 \(other.line) 行为 \(other.value.shown)"))
        }
        return found
    }

    /// Follows what is put into what, in the order of the file.
    private mutating func containment(_ event: DocumentEvent) -> [Wording] {
        guard [.aggregation, .association].contains(event.event.kind), let written = event.event.parentID else {
            return []
        }
        let parent = key(of: written)
        let children = event.event.childEPCs.map(key)
        guard event.event.action == .add else {
            if event.event.action == .delete { for child in children { parents[child] = nil } }
            return []
        }
        var found: [Wording] = []
        for (child, name) in zip(children, event.event.childEPCs) where child != parent {
            var around = parents[parent]
            for _ in 0..<Self.depthMax {
                guard let outer = around, outer != child else { break }
                around = parents[outer]
            }
            if around == child {
                found.append(
                    Wording(
                        en: "\(name.shown) would contain itself: \(written.shown) lies in it already",
                        zh: "\(name.shown) 将包含其自身：\(written.shown) 已在其中"))
            } else {
                parents[child] = parent
            }
        }
        return found
    }

    private func key(of written: String) -> String { (try? codes.names(of: written).key) ?? written }
}
