import EPCIS
import Interchange
import Profiles

extension FuzzTarget {
    /// The two ways of reading an event agree, and sealing leaves an event that can be read and holds no private value.
    static func readEvent(_ bytes: [UInt8]) {
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

    static func readDocument(_ bytes: [UInt8]) {
        if let events = try? EPCISDocument.events(in: bytes) { checkAlone(events) }
    }

    /// However an XML text is cut, it says the same, and its events stand alone as JSON.
    static func readXML(_ bytes: [UInt8]) {
        let whole = XMLOutcome(of: bytes, chunk: bytes.count)
        // The first byte decides where the cuts are, so that the fuzzer can move them.
        let cut = XMLOutcome(of: bytes, chunk: Int(bytes.first ?? 0) % 7 + 1)
        if whole != cut { broken("chunks do not matter to the XML reader") }
        if let events = try? EPCISXML.events(in: bytes) { checkAlone(events) }
    }

    /// Every event that is taken out of a document stands alone.
    private static func checkAlone(_ events: [DocumentEvent]) {
        for event in events {
            guard let alone = try? EPCISEvent(json: event.json) else { broken("an event of a document stands alone") }
            if alone != event.event { broken("an event says alone what it says in its document") }
        }
    }
}

/// All that a text says, and how it fails where it does.
private struct XMLOutcome: Equatable {
    private var tokens: [XMLToken] = []
    private var failure: XMLError?

    /// Of what stands behind the root expat says that it is no XML or that nothing may stand there, as much as it has of it.
    static func == (left: XMLOutcome, right: XMLOutcome) -> Bool {
        guard left.tokens == right.tokens else { return false }
        return left.hasRoot ? (left.failure == nil) == (right.failure == nil) : left.failure == right.failure
    }

    /// Whether the root element has ended.
    private var hasRoot: Bool {
        var depth = 0
        for token in tokens {
            switch token {
            case .start: depth += 1
            case .end: depth -= 1
            case .text: continue
            }
        }
        return depth == 0 && !tokens.isEmpty
    }

    init(of bytes: [UInt8], chunk: Int) {
        let reader = XMLReader()
        for start in stride(from: 0, to: bytes.count, by: max(1, chunk)) {
            reader.feed(Array(bytes[start..<min(start + max(1, chunk), bytes.count)]))
            drain(reader)
        }
        reader.finish()
        drain(reader)
    }

    private mutating func drain(_ reader: XMLReader) {
        do throws(XMLError) {
            while let token = try reader.next() { tokens.append(token) }
        } catch {
            failure = error
        }
    }
}
