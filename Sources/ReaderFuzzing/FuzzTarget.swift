import Ledger
import Traceability

/// A reader of what comes from outside, under test: for any bytes at all it must come to an end without a trap, and what it
/// promises of what it accepts must hold. A broken promise stops the process, as a trap does.
public enum FuzzTarget: String, CaseIterable, Sendable {
    case code, event, document, csv, disclosure, evidence

    /// Inputs longer than this say nothing new and cost time, in bytes.
    public static let bytesMax = 65_536

    public func run(_ bytes: [UInt8]) {
        guard bytes.count <= Self.bytesMax else { return }
        switch self {
        case .code: Self.readCode(bytes)
        case .event: Self.readEvent(bytes)
        case .document: Self.readDocument(bytes)
        case .csv: Self.readCSV(bytes)
        case .disclosure: Self.readDisclosures(bytes)
        case .evidence: Self.readEvidence(bytes)
        }
    }

    /// Says what was promised and is not so, and stops.
    static func broken(_ promise: String) -> Never {
        fatalError("promise broken: \(promise)")
    }
}

extension FuzzTarget {
    private static let codes = CodeReader()

    /// A code that was read has one identity: its canonical form reads back to it.
    private static func readCode(_ bytes: [UInt8]) {
        guard let code = try? codes.read(String(decoding: bytes, as: UTF8.self)) else { return }
        guard let again = try? codes.read(code.uri) else { broken("\(code.uri) reads back") }
        if again.uri != code.uri { broken("\(code.uri) is its own canonical form, not \(again.uri)") }
        if again.key != code.key { broken("\(code.uri) has one key: \(code.key), not \(again.key)") }
        if again.lotKey != code.lotKey { broken("\(code.uri) has one lot") }
    }

    /// The two ways of reading an event agree, and sealing leaves an event that can be read and holds no private value.
    private static func readEvent(_ bytes: [UInt8]) {
        let (lenient, problems) = EPCISEvent.reading(bytes)
        _ = EPCISEvent.writtenCodes(inEntryBody: bytes)
        _ = EPCISEvent.sealedDigests(inEntryBody: bytes)
        guard let event = try? EPCISEvent(json: bytes) else {
            if problems.isEmpty { broken("an event that is refused has a problem") }
            return
        }
        if !problems.isEmpty || lenient != event { broken("an event that is accepted has no problem") }
        guard let sealed = try? sealer.seal(bytes) else { return }
        guard let opened = try? EPCISEvent(json: sealed.event) else { broken("a sealed event can be read") }
        if opened.dataElements["price"] != nil { broken("no private value is left in a sealed event") }
        let digests = EPCISEvent.sealedDigests(inEntryBody: sealed.event)
        if !sealed.disclosures.allSatisfy({ digests.contains($0.digest) }) { broken("every private value is sealed") }
    }

    private static let sealer: EventSealer = {
        guard let food = Profile.named("food") else { broken("there is a profile food") }
        return EventSealer(profiles: .builtIn, fallback: food, salts: { Array(repeating: 7, count: 16) })
    }()

    /// Every event that is taken out of a document stands alone.
    private static func readDocument(_ bytes: [UInt8]) {
        guard let events = try? EPCISDocument.events(in: bytes) else { return }
        for event in events {
            guard let alone = try? EPCISEvent(json: event.json) else { broken("an event of a document stands alone") }
            if alone != event.event { broken("an event says alone what it says in its document") }
        }
    }

    private static func readDisclosures(_ bytes: [UInt8]) {
        if let bundle = try? DisclosureBundle(body: bytes) {
            guard (try? DisclosureBundle(body: bundle.body)) == bundle else { broken("a bundle reads back") }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if let disclosure = Disclosure(text: text), Disclosure(text: disclosure.text) != disclosure {
            broken("a disclosure reads back")
        }
        if let request = DisclosureRequest(text: text, origin: "o"), request.text(origin: "o") != text {
            broken("a request has one form")
        }
    }

    private static func readEvidence(_ bytes: [UInt8]) {
        if let evidence = try? Evidence.parse(bytes), (try? Evidence.parse(evidence.formatted())) != evidence {
            broken("evidence reads back")
        }
        if let entry = try? LedgerEntry(parsing: bytes), case .event(let event) = entry, event.bytes != bytes {
            broken("an entry has one form")
        }
    }
}
