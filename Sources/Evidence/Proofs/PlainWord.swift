package import Codes
import Ledger
import StrictJSON

/// What is read of an event by whoever knows no trade: a function of its bytes (docs/evidence.md, "Who has had the goods").
package struct PlainWord {
    /// What a code is in an event.
    package enum Part: Hashable {
        case subject
        case child
        case parent
        case input
        case output
    }

    package struct Thing {
        package let part: Part
        package let names: CodeNames
    }

    /// How much an event says of where a code comes from, the most first.
    package enum Claim: Int, Comparable {
        case issuedOwn, issued, issuedAnothers, received, gave, mentioned, mentionedItem

        package var isIssue: Bool { self <= .issuedAnothers }

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    package let entry: UInt64
    /// USCC of who signed it.
    package let signer: String
    package let things: [Thing]
    package let isTransformation: Bool
    package let transformation: String?
    /// USCCs of the firms to which it says that something was sent, or from which something came.
    package let parties: [String]
    /// Whether it declares an event to be erroneous.
    package let isDeclaration: Bool
    private let type: String?
    private let action: String?
    private let step: String?

    /// Nil for what is no object at all.
    package init?(_ recorded: RecordedEvent, codes: CodeReader) {
        guard let root = try? JSONDocument(recorded.body, limits: .entry).root, root.kind == .object else { return nil }
        (entry, signer) = (recorded.entry, recorded.journal.operatorUSCC)
        (type, action, step) = (root["type"]?.string, root["action"]?.string, root["bizStep"]?.string)
        isTransformation = type == "TransformationEvent"
        transformation = root["transformationID"]?.string
        isDeclaration = root["errorDeclaration"] != nil
        let lists: [(Part, String, String)] = [
            (.subject, "epcList", "quantityList"), (.child, "childEPCs", "childQuantityList"),
            (.input, "inputEPCList", "inputQuantityList"), (.output, "outputEPCList", "outputQuantityList"),
        ]
        var named = lists.flatMap { part, codes, classes in
            Self.texts(root[codes], root[classes]).map { (part, $0) }
        }
        if let parent = root["parentID"]?.string { named.append((.parent, parent)) }
        things = named.map { part, text in
            Thing(part: part, names: (try? codes.names(of: text)) ?? CodeNames(unread: text))
        }
        switch step {
        case "shipping": parties = Self.parties(root["destinationList"], "destination")
        case "receiving", "accepting": parties = Self.parties(root["sourceList"], "source")
        default: parties = []
        }
    }

    package var isShipment: Bool { step == "shipping" }
    package var isReceipt: Bool { step == "receiving" || step == "accepting" }
    /// Whoever says that goods were never his says nothing of whose they are.
    package var isDenial: Bool { step == "urn:yima:bizstep:denying" }

    package func names(_ part: Part) -> [CodeNames] { things.filter { $0.part == part }.map(\.names) }

    /// What it says of where a thing comes from. Whether its signer might issue the code, the ledger says: an issue is `.issued` here.
    package func claim(on thing: Thing) -> Claim {
        switch (type, thing.part) {
        case ("TransformationEvent", .output): return .issued
        case ("TransformationEvent", .input): return .gave
        case ("TransformationEvent", _): return .mentioned
        case ("AggregationEvent", .parent) where action == "ADD":
            // A logistic unit is issued by who packs it first.
            return thing.names.productKey == nil ? .issued : .mentioned
        case ("AggregationEvent", _) where action != "OBSERVE", ("AssociationEvent", _): return .mentioned
        case ("ObjectEvent", _) where action == "ADD": return .issued
        case ("ObjectEvent", _) where action == "DELETE": return .gave
        default: return step.flatMap { Self.claims[$0] } ?? .mentioned
        }
    }

    private static let claims: [String: Claim] = [
        "urn:yima:bizstep:opening_stock": .issued, "receiving": .received, "accepting": .received, "shipping": .gave,
        "retail_selling": .gave, "dispensing": .gave, "destroying": .gave, "decommissioning": .gave,
    ]

    private static let firm = "urn:yima:uscc:"

    private static func parties(_ list: JSONValue?, _ member: String) -> [String] {
        guard let list, list.kind == .array else { return [] }
        return list.elements.compactMap { element in
            guard let text = element[member]?.string, text.utf8.starts(with: firm.utf8),
                element["type"]?.string != "location"
            else { return nil }
            let uscc = String(text.dropFirst(firm.count))
            return JournalName.isOperator(uscc) ? uscc : nil
        }
    }

    private static func texts(_ codes: JSONValue?, _ classes: JSONValue?) -> [String] {
        (codes.map { $0.elements.compactMap(\.string) } ?? [])
            + (classes.map { $0.elements.compactMap { $0["epcClass"]?.string } } ?? [])
    }
}
