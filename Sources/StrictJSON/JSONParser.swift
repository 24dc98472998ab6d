/// Reads a text into a tape, one pass, without recursion and without a stack of its own: an open object or array keeps the
/// way back to the one around it in its own slot.
///
/// What it accepts is exactly RFC 8259 in UTF-8 without a byte order mark, and no name twice in an object. How fast events
/// are read is decided here: the text and the slots are spans that the calls hand on, and the place in the text goes from
/// call to call as a number.
struct JSONParser {
    typealias Text = Span<UInt8>
    typealias Slots = MutableSpan<JSONTape.Slot>

    private let limits: JSONLimits
    /// Where `readValues` goes on.
    private var position = 0
    /// Slots written so far.
    private var count = 0
    /// The slot of the innermost object or array whose end has not been seen.
    private var container = JSONTape.Slot.none
    private var isInObject = false
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
        // An event of 1 KB has a name or value for every 17 to 20 bytes.
        var slots = [JSONTape.Slot](repeating: .blank, count: min(bytes.count, limits.sizeMax) / 17 + 4)
        do throws(JSONFailure) {
            try parser.begin(bytes.span)
            while true {
                var span = slots.mutableSpan
                if try parser.readValues(bytes.span, &span) { break }
                // Doubled, but never past what the limit lets be used and the round that meets it.
                let room = max(2, limits.valuesMax + 2 - slots.count)
                slots += [JSONTape.Slot](repeating: .blank, count: min(slots.count, room))
            }
        } catch {
            slots.removeLast(slots.count - parser.count)
            throw JSONError(error, bytes: bytes, pointer: parser.pointer(JSONTape(bytes: bytes, slots: slots)))
        }
        slots.removeLast(slots.count - parser.count)
        return JSONTape(bytes: bytes, slots: slots)
    }
}

// MARK: Structure

extension JSONParser {
    private mutating func begin(_ text: Text) throws(JSONFailure) {
        guard text.count <= limits.sizeMax else { throw JSONFailure(reason: .tooLarge, offset: limits.sizeMax) }
        if text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
            throw JSONFailure(reason: .byteOrderMark, offset: 0)
        }
        if Self.looksWide(text) { throw JSONFailure(reason: .utf16, offset: 0) }
        position = JSONScanner.endOfSpace(text, from: 0)
        guard position < text.count else { throw JSONFailure(reason: .empty, offset: 0) }
    }

    /// A byte order mark of UTF-16, or a NUL beside the first character: what Windows programs call Unicode.
    private static func looksWide(_ text: Text) -> Bool {
        guard text.count >= 2 else { return false }
        let (first, second) = (text[0], text[1])
        return (first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF) || first == 0 || second == 0
    }

    /// Goes on where a value is expected. True at the end of the text; false where there is no room for more slots.
    private mutating func readValues(_ text: Text, _ slots: inout Slots) throws(JSONFailure) -> Bool {
        var at = position
        while true {
            // A round writes at most a value and the name after it.
            guard count &+ 2 <= slots.count else {
                position = at
                return false
            }
            let first = try JSONScanner.byte(text, at: at)
            if first == UInt8(ascii: "\"") {
                let end = try JSONScanner.endOfString(text, from: at &+ 1)
                at = try append(.string, at, to: end.quote &+ 1, marks: end.marks, &slots)
            } else if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
                let content = try open(first == UInt8(ascii: "{"), at, text, &slots)
                guard content.isEmpty else {
                    at = content.at
                    continue
                }
                at = try close(content.at, text, &slots)
            } else {
                at = try readNumberOrWord(first, at, text, &slots)
            }
            // What ends here, one inside the other.
            while true {
                at = JSONScanner.endOfSpace(text, from: at)
                guard container != JSONTape.Slot.none else {
                    guard at == text.count else { throw JSONFailure(reason: .trailingText, offset: at) }
                    return true
                }
                let byte = try JSONScanner.byte(text, at: at)
                if byte == UInt8(ascii: ",") { break }
                guard byte == (isInObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw JSONFailure(
                        reason: .unexpectedCharacter, offset: at, expected: isInObject ? .commaOrBrace : .commaOrBracket
                    )
                }
                at = try close(at, text, &slots)
            }
            at = try readUpToValue(JSONScanner.endOfSpace(text, from: at &+ 1), text, &slots)
        }
    }

    private mutating func readNumberOrWord(
        _ first: UInt8, _ at: Int, _ text: Text, _ slots: inout Slots
    ) throws(JSONFailure) -> Int {
        switch first {
        case UInt8(ascii: "-"), 0x30...0x39:
            try append(.number, at, to: JSONScanner.endOfNumber(text, from: at), &slots)
        case UInt8(ascii: "t"):
            try append(.bool, at, to: JSONScanner.endOfWord(JSONWord.true, text, from: at), &slots)
        case UInt8(ascii: "f"):
            try append(.bool, at, to: JSONScanner.endOfWord(JSONWord.false, text, from: at), &slots)
        case UInt8(ascii: "n"):
            try append(.null, at, to: JSONScanner.endOfWord(JSONWord.null, text, from: at), &slots)
        default: throw JSONFailure(reason: .unexpectedCharacter, offset: at, expected: .value)
        }
    }

    /// In an object a member's name and the colon; in an array nothing. Gives the offset of the value.
    @inline(__always)
    private mutating func readUpToValue(
        _ at: Int, _ text: Text, _ slots: inout Slots
    ) throws(JSONFailure) -> Int {
        guard isInObject else {
            isInsideElement = true
            return at
        }
        guard try JSONScanner.byte(text, at: at) == UInt8(ascii: "\"") else {
            throw JSONFailure(reason: .unexpectedCharacter, offset: at, expected: .name)
        }
        let end = try JSONScanner.endOfString(text, from: at &+ 1)
        if end.marks.contains(.escaped) { slots[Int(container)].marks.insert(.escapedNames) }
        let hash = ByteKey(text, at &+ 1..<end.quote).hash
        let after = try append(.string, at, to: end.quote &+ 1, marks: end.marks, hash: hash, &slots)
        let colon = JSONScanner.endOfSpace(text, from: after)
        guard try JSONScanner.byte(text, at: colon) == UInt8(ascii: ":") else {
            throw JSONFailure(reason: .unexpectedCharacter, offset: colon, expected: .colon)
        }
        return JSONScanner.endOfSpace(text, from: colon &+ 1)
    }

    /// Opens an object or array. Gives the offset of its first value, or of its end where it is empty.
    private mutating func open(
        _ isObject: Bool, _ at: Int, _ text: Text, _ slots: inout Slots
    ) throws(JSONFailure) -> (at: Int, isEmpty: Bool) {
        guard depth < limits.depthMax else { throw JSONFailure(reason: .tooDeep, offset: at) }
        let slot = count
        let after = try append(isObject ? .object : .array, at, to: at &+ 1, &slots)
        slots[slot].next = container
        container = UInt32(truncatingIfNeeded: slot)
        isInObject = isObject
        depth &+= 1
        let first = JSONScanner.endOfSpace(text, from: after)
        if try JSONScanner.byte(text, at: first) == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            return (first, true)
        }
        return (try readUpToValue(first, text, &slots), false)
    }

    /// Closes the innermost object or array. Gives the offset after it.
    private mutating func close(_ at: Int, _ text: Text, _ slots: inout Slots) throws(JSONFailure) -> Int {
        let slot = Int(container)
        if isInObject, let duplicate = Self.duplicateName(inObjectAt: slot, end: count, text, slots) {
            self.duplicate = duplicate
            throw JSONFailure(reason: .duplicateKey, offset: Int(slots[duplicate].start))
        }
        container = slots[slot].next
        isInObject = container != JSONTape.Slot.none && slots[Int(container)].kind == .object
        depth &-= 1
        slots[slot].end = UInt32(truncatingIfNeeded: at &+ 1)
        slots[slot].next = UInt32(truncatingIfNeeded: count)
        return at &+ 1
    }

    /// Writes a slot and gives the offset after what it stands for.
    @inline(__always)
    private mutating func append(
        _ kind: JSONKind, _ start: Int, to end: Int, marks: JSONTape.Marks = [], hash: UInt16 = 0,
        _ slots: inout Slots
    ) throws(JSONFailure) -> Int {
        guard count < limits.valuesMax else { throw JSONFailure(reason: .tooManyValues, offset: start) }
        // The size is at most 2 GiB, so offsets and counts fit.
        slots[count] = JSONTape.Slot(
            start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
            next: UInt32(truncatingIfNeeded: count &+ 1), kind: kind, marks: marks, hash: hash)
        count &+= 1
        isInsideElement = false
        return end
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
