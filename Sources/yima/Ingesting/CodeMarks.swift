import Codes

/// By what an entry can be known to name none of some codes, without being read as an event: the runs of letters and digits of which
/// their written forms are made.
struct CodeMarks {
    /// Of a product's number, or a thing's own: the runs that stand beside it, of lots and serials. An empty set asks for no other.
    private var beside: [UInt64: Set<UInt64>] = [:]
    /// Whether one of the codes has no run that is long enough to tell anything.
    private var mayBeAnywhere = false

    private static let runLengthMin = 8

    init(_ codes: [String: CanonicalCode]) {
        for code in codes.values {
            guard let own = Self.own(of: code) else {
                mayBeAnywhere = true
                continue
            }
            let lot = (code.part("lot") ?? code.part("serial")).flatMap { Self.longestRun(in: $0) }
            if beside[own] == [] { continue }
            if let lot, code.part("gtin") != nil { beside[own, default: []].insert(lot) } else { beside[own] = [] }
        }
    }

    var isEmpty: Bool { beside.isEmpty && !mayBeAnywhere }

    /// Whether an entry may name one of the codes: always where codes are written so that their runs cannot be seen.
    func mayBeNamed(in entry: [UInt8]) -> Bool {
        if mayBeAnywhere { return true }
        var runs: Set<UInt64> = []
        var owners: [UInt64] = []
        var run = Run()
        for byte in entry {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                run.add(byte)
                continue
            // Percent signs and escapes hide letters; an EPC URN parts a number in two.
            case UInt8(ascii: "%"), UInt8(ascii: "\\"): return true
            case UInt8(ascii: ":") where run.isURN: return true
            default: break
            }
            guard run.length > 0 else { continue }
            runs.insert(run.hash)
            if beside[run.hash] != nil { owners.append(run.hash) }
            run = Run(after: run)
        }
        return owners.contains { owner in
            guard let lots = beside[owner] else { return false }
            return lots.isEmpty || !lots.isDisjoint(with: runs)
        }
    }

    /// A product's number without the zeros before it, else the longest run of the identity.
    private static func own(of code: CanonicalCode) -> UInt64? {
        if let gtin = code.part("gtin") { return Run(of: gtin).hash }
        let name = code.key.split(separator: "/").last.map(String.init) ?? code.key
        let longest = runs(in: name).max { $0.length < $1.length }
        return longest.flatMap { $0.length >= runLengthMin ? $0.hash : nil }
    }

    private static func longestRun(in text: String) -> UInt64? {
        runs(in: text).max { $0.length < $1.length }?.hash
    }

    private static func runs(in text: String) -> [Run] {
        text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map { Run(of: String($0)) }
    }

    /// Letters and digits that stand together, without the zeros before them (FNV-1a).
    private struct Run {
        private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        private(set) var length = 0
        /// Whether the run before was `urn`, and whether this is `epc`.
        private var isAfterURN = false

        init() {}

        init(after run: Run) { isAfterURN = run.hash == Self.urn }

        init(of text: String) {
            for byte in text.utf8 { add(byte) }
        }

        mutating func add(_ byte: UInt8) {
            if length == 0, byte == UInt8(ascii: "0") { return }
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            length += 1
        }

        var isURN: Bool { isAfterURN && hash == Self.epc }

        private static let urn = Run(of: "urn").hash
        private static let epc = Run(of: "epc").hash
    }
}
