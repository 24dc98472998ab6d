import Chains
import EPCIS
import StrictJSON
public import Values

extension Registers {
    /// Reads `registers.json`, strictly: every fault is located.
    ///
    ///     {"establishments": [{"number": "…", "from": "2024-01-01", "to": "2026-12-31"}],
    ///      "permits": [{"number": "AJ…", "kilograms": "25000", "to": "2026-12-31"}],
    ///      "licences": [{"number": "SC…", "uscc": "…"}],
    ///      "barred": [{"uscc": "…", "from": "2026-03-01", "to": "2026-06-01"}]}
    ///
    /// Days are both included; one that is left out is open.
    /// - Parameter file: the name under which errors speak of it.
    public init(json bytes: [UInt8], file: String = "registers.json") throws(LocatedError) {
        self.init()
        let reader = DefinitionReader(file: file)
        let root = try reader.root(bytes)
        for (name, value) in root.members where !["version", "source", "validFrom"].contains(name) {
            guard value.kind == .array else {
                throw reader.error(value, Wording(en: "expected an array", zh: "应为数组"))
            }
            for element in value.elements {
                switch name {
                case "establishments":
                    let number = try reader.member("number", of: element)
                    establishments[number, default: []].append(try reader.span(element, beside: "number"))
                case "licences":
                    licences[try reader.member("number", of: element)] = try reader.member("uscc", of: element)
                case "permits":
                    let number = EPCISEvent.permitNumber(try reader.member("number", of: element))
                    permits[number] = try reader.kilograms(element, beside: "number")
                    if let last = element["to"] { permitEnds[number] = try reader.day(last) }
                case "barred":
                    let uscc = try reader.member("uscc", of: element)
                    barred[uscc, default: []].append(try reader.span(element, beside: "uscc"))
                default: throw reader.unknown(name, at: value)
                }
            }
        }
    }
}

extension Registers {
    /// The members of `registers.json`.
    package static let lists: Set<String> = ["establishments", "permits", "licences", "barred"]

    /// The numbers that stand in this one and in no list of that kind of another: an establishment, a permit, a licence, a firm that may not
    /// trade or has fewer such times.
    package func lacking(in other: Registers) -> [String] {
        let establishments = establishments.filter { other.establishments[$0.key] == nil }.keys
        let permits = permits.filter { other.permits[$0.key] == nil }.keys
        let licences = licences.filter { other.licences[$0.key] == nil }.keys
        let barred = barred.filter { ($0.value.count) > other.barred[$0.key, default: []].count }.keys
        return [Array(establishments), Array(permits), Array(licences), Array(barred)].flatMap { $0.sorted() }
    }
}

extension DefinitionReader {
    fileprivate func member(_ name: String, of value: JSONValue) throws(LocatedError) -> String {
        guard let member = try object(value)[name] else { throw missing(name, in: value) }
        return try text(member)
    }

    fileprivate func kilograms(_ value: JSONValue, beside name: String) throws(LocatedError) -> Amount {
        for (known, member) in value.members where ![name, "kilograms", "to", "name", "source"].contains(known) {
            throw unknown(known, at: member)
        }
        guard let member = value["kilograms"] else { throw missing("kilograms", in: value) }
        guard let amount = (member.string ?? member.numberText).flatMap({ Amount($0) }), amount >= .zero else {
            throw error(member, Wording(en: "expected a decimal that is not negative", zh: "应为非负十进制数"))
        }
        return amount
    }

    fileprivate func span(_ value: JSONValue, beside name: String) throws(LocatedError) -> Registers.Span {
        for (known, member) in value.members where ![name, "from", "to", "name", "source"].contains(known) {
            throw unknown(known, at: member)
        }
        return Registers.Span(from: try value["from"].map(day), to: try value["to"].map(day))
    }
}
