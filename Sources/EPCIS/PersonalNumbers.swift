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

    /// The first identity number in a text, else the first mobile number; nil where there is none. Digits may be full-width, and parted as
    /// people part them (138-1234-5678).
    public static func first(in text: String) -> PersonalNumber? {
        first(in: text.utf8.contains { $0 >= 0x80 } ? Array(text.halfWidth.utf8) : Array(text.utf8))
    }

    /// Whether a text has digits enough that it is worth looking; read without any allocation.
    package static func mayStand(in text: some Collection<UInt8>) -> Bool {
        guard text.count >= 11 else { return false }
        var count = 0
        for byte in text {
            if byte &- 0x30 < 10 { count += 1 }
            // The first byte of full-width digits.
            if byte == 0xEF { return true }
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

    private static func first(in bytes: [UInt8]) -> PersonalNumber? {
        let groups = groups(of: bytes)
        if groups.indices.contains(where: { isIdentity(groups, at: $0) }) { return .identity }
        return groups.indices.contains { isTelephone(groups, at: $0) } ? .telephone : nil
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
            // The check character of an identity number may be an X.
            if groups[groups.count - 1].next.map({ $0 | 0x20 == UInt8(ascii: "x") }) ?? false {
                let after = end + 1 < bytes.count ? bytes[end + 1] : 0
                if !isLetter(after), !isDigit(after) {
                    groups[groups.count - 1].digits.append(UInt8(ascii: "X"))
                    groups[groups.count - 1].next = end + 1 < bytes.count ? after : nil
                    end += 1
                }
            }
            index = end
        }
        return groups
    }

    private static func isIdentity(_ groups: [Group], at index: Int) -> Bool {
        [[18], [6, 8, 4], [6, 4, 4, 4]].contains { lengths in
            guard let digits = joined(groups, from: index, lengths) else { return false }
            return IdentityNumber.isSound(String(decoding: digits, as: UTF8.self))
        }
    }

    private static func isTelephone(_ groups: [Group], at index: Int) -> Bool {
        guard !groups[index].isBehindLetter else { return false }
        return [[11], [13], [3, 4, 4]].contains { lengths in
            guard var digits = joined(groups, from: index, lengths), digits.last != UInt8(ascii: "X") else {
                return false
            }
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
        guard mayStand(inCode: written.utf8) else { return false }
        guard let code = try? codes.read(written) else {
            let text = withoutCheckedKeys(written)
            return first(in: text) == .identity || first(in: decoded(text)) == .identity
        }
        return isHeld(by: code)
    }

    /// The same of a code that was read.
    public static func isHeld(by code: CanonicalCode) -> Bool {
        code.parts.contains { part in
            !checkedKeys.contains(part.name) && mayStand(inCode: part.value.utf8)
                && first(in: part.value) == .identity
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

    /// What stands percent-encoded in a code that is of no scheme (RFC 3986 §2.1).
    private static func decoded(_ written: String) -> String {
        let bytes = Array(written.utf8)
        var plain: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let byte = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                plain.append(byte)
                index += 3
            } else {
                plain.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    /// Whether a text has seventeen digits that stand together, are parted, or may be encoded; read without any allocation.
    private static func mayStand(inCode text: some Collection<UInt8>) -> Bool {
        guard text.count >= 18 else { return false }
        var run = 0
        for byte in text {
            if isDigit(byte) {
                run += 1
                if run == 17 { return true }
            } else if byte == UInt8(ascii: "%") || byte == 0xEF {
                return true
            } else if byte != UInt8(ascii: "-"), byte != UInt8(ascii: " ") {
                run = 0
            }
        }
        return false
    }
}

/// Where the texts of an event hold the numbers of persons.
public enum PersonalNumberCheck {
    /// All that is found in an event as it is recorded, in the order of its text; empty where nothing is. Codes of goods are looked at with
    /// their schemes (`isHeld(inCode:_:)`), and not here.
    public static func found(in body: [UInt8]) -> [(number: PersonalNumber, at: LocatedError)] {
        guard mayHold(body), let root = try? JSONDocument(body, limits: .entry).root else { return [] }
        var found: [(number: PersonalNumber, at: LocatedError)] = []
        visit(root, isEvent: true, &found)
        return found
    }

    /// Whether somewhere in a text eleven digits stand together or may do so once it is read.
    private static func mayHold(_ body: [UInt8]) -> Bool {
        var run = 0
        for byte in body {
            if byte &- 0x30 < 10 {
                run += 1
                if run == 11 { return true }
            } else if byte == UInt8(ascii: "\\") || byte == 0xEF {
                // Escapes, and the first byte of full-width digits.
                return true
            } else if byte != UInt8(ascii: " "), byte != UInt8(ascii: "-") {
                run = 0
            }
        }
        return false
    }

    private static let goods: Set<EventField> = [
        .context, .type, .eventTime, .recordTime, .eventTimeZoneOffset, .action, .bizStep, .disposition, .epcList,
        .childEPCs, .inputEPCList, .outputEPCList, .parentID, .transformationID, .quantityList, .childQuantityList,
        .inputQuantityList, .outputQuantityList,
    ]

    private static func visit(
        _ value: JSONValue, isEvent: Bool = false, _ found: inout [(number: PersonalNumber, at: LocatedError)]
    ) {
        switch value.kind {
        case .object:
            for (name, member) in value.members {
                if isEvent, let field = EventField(rawValue: name), goods.contains(field) { continue }
                visit(member, &found)
            }
        case .array: for element in value.elements { visit(element, &found) }
        case .string, .number:
            let text = value.string ?? String(decoding: value.rawBytes, as: UTF8.self)
            guard let number = PersonalNumber.first(in: text) else { return }
            found.append((number, LocatedError(at: value, number.wording)))
        default: break
        }
    }
}
