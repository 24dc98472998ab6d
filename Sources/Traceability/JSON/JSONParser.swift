/// Reads a text into a tape, one pass, with its own stack instead of recursion.
///
/// What it accepts is exactly RFC 8259 in UTF-8 without a byte order mark, and no name twice in an object.
struct JSONParser {
    let bytes: [UInt8]
    let limits: JSONLimits
    /// Offset of the next byte to be read.
    var position = 0
    var slots: [JSONTape.Slot] = []
    /// From the outermost inward.
    var open: [Container] = []

    /// An object or array whose end has not been seen.
    struct Container {
        /// Its own slot.
        let slot: Int
        let isObject: Bool
        /// Members or elements begun so far.
        var count = 0
        /// The slot of the member name read last.
        var name = 0
        /// Whether a member name has escapes, so that names must be decoded to be compared.
        var hasEscapedNames = false
    }

    init(_ bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func parse() throws(JSONError) -> JSONTape {
        do throws(JSONFailure) {
            try readDocument()
            return JSONTape(bytes: bytes, slots: slots)
        } catch {
            throw JSONError(error, bytes: bytes, pointer: pointer)
        }
    }

    /// The pointer of what is being read.
    private var pointer: String {
        let tape = JSONTape(bytes: bytes, slots: slots)
        return open.reduce(into: "") { pointer, container in
            guard container.count > 0 else { return }
            pointer += "/"
            pointer +=
                container.isObject
                ? JSONPointer.escaped(tape.text(at: container.name)) : String(container.count - 1)
        }
    }
}

// MARK: Structure

extension JSONParser {
    private mutating func readDocument() throws(JSONFailure) {
        guard bytes.count <= limits.sizeMax else { throw JSONFailure(reason: .tooLarge, offset: limits.sizeMax) }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw JSONFailure(reason: .byteOrderMark, offset: 0) }
        // An event of 1 KB has a name or value for every 15 to 20 bytes.
        slots.reserveCapacity(min(bytes.count / 12 + 8, limits.valuesMax))
        skipSpace()
        guard position < bytes.count else { throw JSONFailure(reason: .empty, offset: 0) }
        try readValue()
        while let container = open.last {
            if container.isObject { try continueObject() } else { try continueArray() }
        }
        skipSpace()
        if position < bytes.count { throw failure(.trailingText) }
    }

    private mutating func continueObject() throws(JSONFailure) {
        let last = open.count - 1
        skipSpace()
        if try peek() == UInt8(ascii: "}") {
            try refuseDuplicateNames(inObjectAt: last)
            return close()
        }
        if open[last].count > 0 {
            try take(UInt8(ascii: ","))
            skipSpace()
        }
        guard try peek() == UInt8(ascii: "\"") else { throw failure(.unexpectedCharacter) }
        let name = slots.count
        try readString()
        open[last].count += 1
        open[last].name = name
        if slots[name].isEscaped { open[last].hasEscapedNames = true }
        skipSpace()
        try take(UInt8(ascii: ":"))
        skipSpace()
        try readValue()
    }

    private mutating func continueArray() throws(JSONFailure) {
        let last = open.count - 1
        skipSpace()
        if try peek() == UInt8(ascii: "]") { return close() }
        if open[last].count > 0 {
            try take(UInt8(ascii: ","))
            skipSpace()
        }
        open[last].count += 1
        try readValue()
    }

    private mutating func close() {
        position += 1
        let slot = open.removeLast().slot
        slots[slot].end = UInt32(position)
        slots[slot].next = UInt32(slots.count)
    }

    /// Reads a scalar whole; of an object or array only the beginning.
    private mutating func readValue() throws(JSONFailure) {
        switch try peek() {
        case UInt8(ascii: "{"): try begin(.object)
        case UInt8(ascii: "["): try begin(.array)
        case UInt8(ascii: "\""): try readString()
        case UInt8(ascii: "t"): try readWord(JSONWord.true, .bool)
        case UInt8(ascii: "f"): try readWord(JSONWord.false, .bool)
        case UInt8(ascii: "n"): try readWord(JSONWord.null, .null)
        case UInt8(ascii: "-"), 0x30...0x39: try readNumber()
        default: throw failure(.unexpectedCharacter)
        }
    }

    private mutating func begin(_ kind: JSONKind) throws(JSONFailure) {
        guard open.count < limits.depthMax else { throw failure(.tooDeep) }
        open.append(Container(slot: slots.count, isObject: kind == .object))
        try append(kind, start: position)
        position += 1
    }

    mutating func append(_ kind: JSONKind, start: Int, isEscaped: Bool = false) throws(JSONFailure) {
        guard slots.count < limits.valuesMax else { throw JSONFailure(reason: .tooManyValues, offset: start) }
        slots.append(
            JSONTape.Slot(
                start: UInt32(start), end: UInt32(position), next: UInt32(slots.count + 1), kind: kind,
                isEscaped: isEscaped))
    }
}

// MARK: Characters

extension JSONParser {
    func failure(_ reason: JSONError.Reason) -> JSONFailure {
        JSONFailure(reason: position < bytes.count ? reason : .truncated, offset: position)
    }

    func peek() throws(JSONFailure) -> UInt8 {
        guard position < bytes.count else { throw failure(.truncated) }
        return bytes[position]
    }

    private mutating func take(_ expected: UInt8) throws(JSONFailure) {
        guard try peek() == expected else { throw failure(.unexpectedCharacter) }
        position += 1
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }
}
