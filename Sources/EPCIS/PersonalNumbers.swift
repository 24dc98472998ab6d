public import Codes
import StrictJSON
public import Values

/// Numbers of persons in what is about to be recorded where everybody reads it for ever: a resident's identity number, a mobile
/// telephone's.
///
/// An identity number has a check character, a region and a day of birth, and is known for certain; a mobile number is eleven digits that
/// might be something else.
public enum PersonalNumber: Hashable, Sendable {
    case identity
    case telephone

    /// An identity number if there is any in a text, else a mobile number; nil where there is none. Digits may be full-width or of another
    /// script, and parted as people part them (350505-19900101-0578, 138-1234-5678).
    public static func first(in text: String) -> PersonalNumber? {
        if IdentityNumberScan.finds(in: text) { return .identity }
        let groups = groups(of: text.utf8.contains { $0 >= 0x80 } ? Array(text.halfWidth.utf8) : Array(text.utf8))
        return groups.indices.contains { isTelephone(groups, at: $0) } ? .telephone : nil
    }

    /// Whether a text has digits enough that it is worth looking; read without any allocation.
    package static func mayStand(in text: some Collection<UInt8>) -> Bool {
        guard text.count >= 11 else { return false }
        var count = 0
        var bytes = text.makeIterator()
        while let byte = bytes.next() {
            switch byte {
            case 0x30...0x39: count += 1
            case 0x00...0x7F: break
            case 0xE3...0xE9:
                guard let second = bytes.next(), let third = bytes.next() else { return count >= 11 }
                let value = UInt32(byte & 0xF) << 12 | UInt32(second & 0x3F) << 6 | UInt32(third & 0x3F)
                if IdentityNumberScan.ideographs[value] != nil { count += 1 }
            // The first bytes of digits of other scripts, full-width and mathematical ones.
            case 0xD9, 0xDB, 0xE0, 0xE1, 0xEF, 0xF0: return true
            // Those in circles, raised and lowered.
            case 0xE2:
                if let second = bytes.next(), [0x81, 0x82, 0x91, 0x92, 0x93, 0x9D, 0x9E].contains(second) {
                    return true
                }
            default: break
            }
        }
        return count >= 11
    }

    /// What is said of it; the number itself is never repeated.
    public var wording: Wording {
        switch self {
        case .identity:
            Wording(
                en:
                    "this holds the identity number of a person, which is not recorded: nothing on a ledger can be taken away again",
                zh: "内含居民身份证号码，不予记录：记入账本的内容任何人可见，且不可删除")
        case .telephone:
            Wording(
                en:
                    "this looks like a mobile number: once recorded, everybody reads it, and nobody can take it away; leave it out, or give it in a private column (supplierPhone, receiverPhone)",
                zh: "疑似手机号码：一经记录任何人可见且不可删除；请删去，或填入会被密封的列（供货者电话、收货者电话）")
        }
    }

    /// Runs of digits, and how each stands to the next.
    private struct Group {
        var digits: [UInt8]
        /// Whether a letter or digit stands right before.
        let isBehindLetter: Bool
        /// What stands behind it: nil at the end.
        var next: UInt8?
    }

    private static func groups(of bytes: [UInt8]) -> [Group] {
        var groups: [Group] = []
        var index = 0
        while index < bytes.count {
            guard isDigit(bytes[index]) else {
                index += 1
                continue
            }
            var end = index
            while end < bytes.count, isDigit(bytes[end]) { end += 1 }
            let before = index > 0 ? bytes[index - 1] : 0
            groups.append(
                Group(
                    digits: Array(bytes[index..<end]), isBehindLetter: isLetter(before),
                    next: end < bytes.count ? bytes[end] : nil))
            index = end
        }
        return groups
    }

    private static func isTelephone(_ groups: [Group], at index: Int) -> Bool {
        guard !groups[index].isBehindLetter else { return false }
        return [[11], [13], [3, 4, 4]].contains { lengths in
            guard var digits = joined(groups, from: index, lengths) else { return false }
            if digits.count == 13 {
                guard digits.starts(with: "86".utf8) else { return false }
                digits.removeFirst(2)
            }
            return digits[0] == UInt8(ascii: "1") && digits[1] >= UInt8(ascii: "3")
        }
    }

    /// The digits of groups of just these lengths, between which a blank or a hyphen stands; nil where they are others.
    private static func joined(_ groups: [Group], from index: Int, _ lengths: [Int]) -> [UInt8]? {
        guard index + lengths.count <= groups.count else { return nil }
        var digits: [UInt8] = []
        for (offset, length) in lengths.enumerated() {
            let group = groups[index + offset]
            guard group.digits.count == length else { return nil }
            if offset + 1 < lengths.count {
                guard let next = group.next, next == UInt8(ascii: " ") || next == UInt8(ascii: "-"),
                    !groups[index + offset + 1].isBehindLetter
                else { return nil }
            } else if let next = group.next, isLetter(next) {
                return nil
            }
            digits += group.digits
        }
        return digits
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
}

// MARK: Codes of goods

extension PersonalNumber {
    /// Whether a code of goods, as it is written, holds an identity number: as its lot, serial or another part that is anybody's to choose, or
    /// anywhere in a code that is of no scheme.
    ///
    /// Keys that have a check digit of their own (18 digits of an SSCC) may look like one, and are none.
    public static func isHeld(inCode written: String, _ codes: CodeReader) -> Bool {
        guard mayStand(inCode: written) else { return false }
        guard let code = try? codes.read(written) else {
            return IdentityNumberScan.finds(in: withoutCheckedKeys(written))
        }
        return isHeld(by: code)
    }

    /// The same of a code that was read.
    public static func isHeld(by code: CanonicalCode) -> Bool {
        code.parts.contains { part in
            !checkedKeys.contains(part.name) && mayStand(inCode: part.value) && IdentityNumberScan.finds(in: part.value)
        }
    }

    /// Keys as long as an identity number that end with a check digit.
    private static let checkedKeys: Set<String> = ["sscc", "gsrn", "gsrnp", "uscc"]

    /// A code that could not be read, without a key as long as an identity number: one with a wrong check digit is no person's.
    private static func withoutCheckedKeys(_ written: String) -> String {
        var parts: [Substring] = []
        for part in written.split(whereSeparator: { $0 == "/" || $0 == "(" || $0 == ")" }) {
            if parts.last.map({ ["00", "8017", "8018"].contains($0) }) ?? false {
                parts.append("")
            } else {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }

    /// Whether a number could stand in the parts of a code, which stand in it as they are or percent-encoded.
    private static func mayStand(inCode text: String) -> Bool {
        guard text.utf8.count >= 18 else { return false }
        if text.utf8.contains(where: { $0 >= 0x80 || $0 == UInt8(ascii: "%") }) { return true }
        return IdentityNumberScan.finds(inASCII: text.utf8)
    }
}

/// Where the texts of an event hold the numbers of persons.
public enum PersonalNumberCheck {
    /// All that is found in an event as it is recorded, in the order of its text; empty where nothing is. Codes of goods are looked at with
    /// their schemes (`isHeld(inCode:_:)`), and not here.
    public static func found(in body: [UInt8]) -> [(number: PersonalNumber, at: LocatedError)] {
        guard mayHold(body), let root = try? JSONDocument(body, limits: .entry).root else { return [] }
        var found: [(number: PersonalNumber, at: LocatedError)] = []
        visit(root, .event, &found)
        return found
    }

    /// Whether a number could be somewhere in a text, as it stands or once it is read.
    private static func mayHold(_ body: [UInt8]) -> Bool {
        var run = 0
        var numeralCount = 0
        var index = 0
        while index < body.count {
            let byte = body[index]
            index += 1
            switch byte {
            case 0x30...0x39:
                run += 1
                if run == 11 { return true }
            case UInt8(ascii: " "), UInt8(ascii: "-"): break
            // Escapes.
            case UInt8(ascii: "\\"), UInt8(ascii: "%"): return true
            case 0x00...0x7F: run = 0
            // Ideographs part digits, unless they are numerals; what else is not ASCII may be a mark between them, or digits.
            case 0xE4...0xE9:
                run = 0
                guard index + 1 < body.count else { return true }
                let low = UInt32(body[index] & 0x3F) << 6 | UInt32(body[index + 1] & 0x3F)
                if IdentityNumberScan.ideographs[UInt32(byte & 0xF) << 12 | low] != nil { numeralCount += 1 }
                if numeralCount == 2 { return true }
                index += 2
            default: return true
            }
        }
        return IdentityNumberScan.finds(inASCII: body.lazy.map { $0 < 0x80 ? $0 : UInt8(ascii: "a") })
    }

    /// What a value is part of.
    private enum Place {
        case event
        /// A line of a list of amounts, whose code is looked at with its scheme.
        case quantity
        /// Names and addresses, in which eleven digits are no telephone.
        case names
        case other
    }

    /// Of these each is of one form, or a code of goods.
    private static let formed: Set<EventField> = [
        .eventTime, .recordTime, .eventTimeZoneOffset, .action, .epcList, .childEPCs, .inputEPCList, .outputEPCList,
        .parentID, .transformationID,
    ]
    private static let quantities: Set<EventField> = [
        .quantityList, .childQuantityList, .inputQuantityList, .outputQuantityList,
    ]
    private static let names: Set<EventField> = [.context, .type, .bizStep, .disposition]

    private static func visit(
        _ value: JSONValue, _ place: Place, _ found: inout [(number: PersonalNumber, at: LocatedError)]
    ) {
        switch value.kind {
        case .object:
            for (name, member) in value.members {
                // Where it stands is told by what holds it: the way to it would repeat the number.
                guard !IdentityNumberScan.finds(in: name) else {
                    found.append((.identity, LocatedError(at: value, PersonalNumber.identity.wording)))
                    continue
                }
                let field = EventField(rawValue: name)
                switch place {
                case .event:
                    if let field, formed.contains(field) { continue }
                    let isAmounts = field.map { quantities.contains($0) } ?? false
                    let isName = field.map { names.contains($0) } ?? false
                    visit(member, isAmounts ? .quantity : isName ? .names : .other, &found)
                case .quantity:
                    if field != .epcClass { visit(member, .other, &found) }
                case .names, .other: visit(member, place, &found)
                }
            }
        case .array: for element in value.elements { visit(element, place, &found) }
        case .string, .number:
            let text = value.string ?? String(decoding: value.rawBytes, as: UTF8.self)
            guard let number = PersonalNumber.first(in: text), number == .identity || place != .names else { return }
            found.append((number, LocatedError(at: value, number.wording)))
        default: break
        }
    }
}
