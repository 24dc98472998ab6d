/// Reads a text into a tape, one pass, without recursion and without a stack of its own: an open object or array keeps the
/// way back to the one around it in its own slot.
///
/// What it accepts is exactly RFC 8259 in UTF-8 without a byte order mark, and no name twice in an object. How fast events
/// are read is decided here, so the text and the slots are spans that the calls hand on, never arrays that each access
/// would have to look up.
struct JSONParser {
    typealias Text = Span<UInt8>
    typealias Slots = MutableSpan<JSONTape.Slot>

    let limits: JSONLimits
    /// Offset of the next byte to be read.
    var position = 0
    /// Slots written so far.
    var count = 0
    /// The slot of the innermost object or array whose end has not been seen.
    private var container = JSONTape.Slot.none
    private var depth = 0
    /// Whether an element of an array was begun and has no slot yet.
    private var isInsideElement = false
    /// The slot of the name that stands twice, once found.
    private var duplicate: Int?

    private init(limits: JSONLimits) {
        self.limits = limits
    }

    /// The tape of a whole text.
    static func tape(of bytes: [UInt8], limits: JSONLimits) throws(JSONError) -> JSONTape {
        var parser = JSONParser(limits: limits)
        // An event of 1 KB has a name or value for every 15 to 20 bytes.
        var slots = [JSONTape.Slot](repeating: blank, count: bytes.count.clamped(to: limits) / 10 + 16)
        do throws(JSONFailure) {
            try parser.begin(bytes.span)
            while true {
                var room = slots.mutableSpan
                if try parser.readValues(bytes.span, &room) { break }
                slots += [JSONTape.Slot](repeating: blank, count: slots.count)
            }
            slots.removeLast(slots.count - parser.count)
            return JSONTape(bytes: bytes, slots: slots)
        } catch {
            slots.removeLast(slots.count - parser.count)
            throw JSONError(error, bytes: bytes, pointer: parser.pointer(JSONTape(bytes: bytes, slots: slots)))
        }
    }

    private static let blank = JSONTape.Slot(start: 0, end: 0, next: 0, kind: .null)
}

extension Int {
    fileprivate func clamped(to limits: JSONLimits) -> Int { Swift.min(self, limits.sizeMax) }
}

// MARK: Structure

extension JSONParser {
    private mutating func begin(_ text: Text) throws(JSONFailure) {
        guard text.count <= limits.sizeMax else { throw JSONFailure(reason: .tooLarge, offset: limits.sizeMax) }
        if text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
            throw JSONFailure(reason: .byteOrderMark, offset: 0)
        }
        skipSpace(text)
        guard position < text.count else { throw JSONFailure(reason: .empty, offset: 0) }
    }

    /// Goes on where a value is expected. True at the end of the text; false where there is no room for more slots.
    private mutating func readValues(_ text: Text, _ slots: inout Slots) throws(JSONFailure) -> Bool {
        while true {
            // A round writes at most a value and the name after it.
            guard count &+ 2 <= slots.count else { return false }
            switch try peek(text) {
            case UInt8(ascii: "\""): try readString(text, &slots)
            case UInt8(ascii: "{"):
                try open(.object, &slots)
                skipSpace(text)
                if try peek(text) != UInt8(ascii: "}") {
                    try readName(text, &slots)
                    continue
                }
                try close(text, &slots)
            case UInt8(ascii: "["):
                try open(.array, &slots)
                skipSpace(text)
                if try peek(text) != UInt8(ascii: "]") {
                    isInsideElement = true
                    continue
                }
                try close(text, &slots)
            case UInt8(ascii: "-"), 0x30...0x39: try readNumber(text, &slots)
            case UInt8(ascii: "t"): try readWord(JSONWord.true, .bool, text, &slots)
            case UInt8(ascii: "f"): try readWord(JSONWord.false, .bool, text, &slots)
            case UInt8(ascii: "n"): try readWord(JSONWord.null, .null, text, &slots)
            default: throw failure(.unexpectedCharacter, text)
            }
            guard try !leaveContainers(text, &slots) else { return true }
        }
    }

    /// After a value: closes what ends here and goes to the next value. True at the end of the text.
    @inline(__always)
    private mutating func leaveContainers(_ text: Text, _ slots: inout Slots) throws(JSONFailure) -> Bool {
        while container != JSONTape.Slot.none {
            skipSpace(text)
            let byte = try peek(text)
            let isObject = slots[Int(container)].kind == .object
            if byte == UInt8(ascii: ",") {
                position &+= 1
                skipSpace(text)
                if isObject { try readName(text, &slots) } else { isInsideElement = true }
                return false
            }
            guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                throw failure(.unexpectedCharacter, text)
            }
            try close(text, &slots)
        }
        skipSpace(text)
        if position < text.count { throw failure(.trailingText, text) }
        return true
    }

    /// Reads a member's name and the colon, up to its value.
    @inline(__always)
    private mutating func readName(_ text: Text, _ slots: inout Slots) throws(JSONFailure) {
        guard try peek(text) == UInt8(ascii: "\"") else { throw failure(.unexpectedCharacter, text) }
        let name = count
        try readString(text, &slots)
        if slots[name].isEscaped { slots[Int(container)].marks.insert(.escapedNames) }
        slots[name].hash = ByteKey(text, Int(slots[name].start) &+ 1..<Int(slots[name].end) &- 1).hash
        skipSpace(text)
        guard try peek(text) == UInt8(ascii: ":") else { throw failure(.unexpectedCharacter, text) }
        position &+= 1
        skipSpace(text)
    }

    private mutating func open(_ kind: JSONKind, _ slots: inout Slots) throws(JSONFailure) {
        guard depth < limits.depthMax else { throw JSONFailure(reason: .tooDeep, offset: position) }
        let slot = UInt32(count)
        try append(kind, start: position, to: &slots)
        slots[Int(slot)].next = container
        container = slot
        depth &+= 1
        position &+= 1
    }

    private mutating func close(_ text: Text, _ slots: inout Slots) throws(JSONFailure) {
        let slot = Int(container)
        if slots[slot].kind == .object, let duplicate = duplicateName(inObjectAt: slot, text, slots) {
            self.duplicate = duplicate
            throw JSONFailure(reason: .duplicateKey, offset: Int(slots[duplicate].start))
        }
        position &+= 1
        container = slots[slot].next
        depth &-= 1
        slots[slot].end = UInt32(position)
        slots[slot].next = UInt32(count)
    }

    @inline(__always)
    mutating func append(
        _ kind: JSONKind, start: Int, marks: JSONTape.Marks = [], to slots: inout Slots
    ) throws(JSONFailure) {
        guard count < limits.valuesMax else { throw JSONFailure(reason: .tooManyValues, offset: start) }
        slots[count] = JSONTape.Slot(
            start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: position),
            next: UInt32(truncatingIfNeeded: count &+ 1), kind: kind, marks: marks)
        count &+= 1
        isInsideElement = false
    }
}

// MARK: Where it failed

extension JSONParser {
    /// The pointer of what is being read.
    private func pointer(_ tape: JSONTape) -> String {
        var containers: [Int] = []
        var next = container
        while next != JSONTape.Slot.none {
            containers.append(Int(next))
            next = tape.slots[Int(next)].next
        }
        containers.reverse()
        var pointer = ""
        for (depth, container) in containers.enumerated() {
            let inner = depth + 1 < containers.count ? containers[depth + 1] : nil
            guard let token = token(of: inner, in: container, tape) else { break }
            pointer += "/" + token
        }
        return pointer
    }

    /// The reference token of the open container `inner`, or of what is being read, in the container.
    private func token(of inner: Int?, in container: Int, _ tape: JSONTape) -> String? {
        if tape.slots[container].kind == .object {
            guard let name = inner.map({ $0 - 1 }) ?? duplicate ?? lastName(in: container, tape) else { return nil }
            return JSONPointer.escaped(tape.text(at: name))
        }
        var elements = 0
        var position = container + 1
        while position < inner ?? count {
            elements += 1
            position = Int(tape.slots[position].next)
        }
        if inner == nil, !isInsideElement { elements -= 1 }
        return elements < 0 ? nil : String(elements)
    }

    private func lastName(in object: Int, _ tape: JSONTape) -> Int? {
        var last: Int?
        var position = object + 1
        while position < count {
            last = position
            guard position + 1 < count else { break }
            position = Int(tape.slots[position + 1].next)
        }
        return last
    }
}

// MARK: Characters

extension JSONParser {
    func failure(_ reason: JSONError.Reason, _ text: Text) -> JSONFailure {
        JSONFailure(reason: position < text.count ? reason : .truncated, offset: position)
    }

    @inline(__always)
    func peek(_ text: Text) throws(JSONFailure) -> UInt8 {
        guard position < text.count else { throw failure(.truncated, text) }
        return text[position]
    }

    @inline(__always)
    private mutating func skipSpace(_ text: Text) {
        while position < text.count {
            let byte = text[position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position &+= 1
        }
    }
}
