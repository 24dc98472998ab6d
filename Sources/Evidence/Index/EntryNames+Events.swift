import Codes
import StrictJSON

// What an event names: read where it stands in the event's text, since this runs for every event that comes in.

extension EntryNames {
    /// What a member of an event says, as far as names are concerned.
    private enum Member: Sendable {
        /// Its strings are codes.
        case codes(comeIntoBeing: Bool)
        /// Its elements name a class.
        case classes(comeIntoBeing: Bool)
        /// Master data of what is made, documents among them: since the second function.
        case instanceData
        /// These decide what the others mean.
        case context, type, action, bizStep
    }

    private static let members = ByteTable<Member>([
        ("epcList", .codes(comeIntoBeing: false)), ("childEPCs", .codes(comeIntoBeing: false)),
        ("parentID", .codes(comeIntoBeing: false)), ("inputEPCList", .codes(comeIntoBeing: false)),
        ("outputEPCList", .codes(comeIntoBeing: true)), ("transformationID", .codes(comeIntoBeing: false)),
        ("quantityList", .classes(comeIntoBeing: false)), ("childQuantityList", .classes(comeIntoBeing: false)),
        ("inputQuantityList", .classes(comeIntoBeing: false)), ("outputQuantityList", .classes(comeIntoBeing: true)),
        ("ilmd", .instanceData), ("@context", .context), ("type", .type), ("action", .action), ("bizStep", .bizStep),
    ])

    private static let epcClass = Array("epcClass".utf8)
    private static let objectEvent = Array("ObjectEvent".utf8)
    private static let add = Array("ADD".utf8)
    private static let openingStock = Array("urn:yima:bizstep:opening_stock".utf8)
    private static let permit = "quarantinePermitNo"

    /// Shows the names of an event's body as their bytes, some of them more than once.
    /// - Parameter signer: USCC of the operator whose journal has the event; nil where that is not known.
    /// - Returns: whether these are all: false where it names a permit, and the signer is not known.
    @discardableResult
    func visitNames(of event: JSONValue, by signer: String?, _ body: (UnsafeRawBufferPointer) -> Void) -> Bool {
        let (tape, index) = (event.tape, event.index)
        var (context, isObjectEvent, isAdded, isOpening) = (Int?.none, false, false, false)
        var walk = tape.members(of: index)
        while let (name, value) = walk.next(in: tape) {
            switch tape.find(name, in: Self.members) {
            case .context: context = value
            case .type: isObjectEvent = tape.isString(value, Self.objectEvent)
            case .action: isAdded = tape.isString(value, Self.add)
            case .bizStep: isOpening = tape.isString(value, Self.openingStock)
            default: break
            }
        }
        // Whether what the event names in its own list comes into being with it.
        let isAddition = isObjectEvent && (isAdded || isSecond && isOpening)
        let vocabulary = context.map { DocumentVocabulary(tape, context: $0, withTerms: isSecond) }
        var isAll = true
        func show(documentsIn object: Int, _ take: (Int, Int) -> Bool) {
            var walk = tape.members(of: object)
            while let (name, value) = walk.next(in: tape) {
                if take(name, value) { continue }
                guard let document = (vocabulary ?? .bare).document(at: name, in: tape) else { continue }
                if !showNames(ofDocument: document, JSONValue(tape: tape, index: value), by: signer, body) {
                    isAll = false
                }
            }
        }
        show(documentsIn: index) { name, value in
            switch tape.find(name, in: Self.members) {
            case .codes(let comeIntoBeing):
                visitStrings(of: value, in: tape) {
                    showCode(at: $0, in: tape, isNew: comeIntoBeing || isAddition, body)
                }
            case .classes(let comeIntoBeing):
                var walk = tape.elements(of: value)
                while let element = walk.next(in: tape) {
                    guard let code = tape.member(Self.epcClass, of: element), tape.kind(of: code) == .string else {
                        continue
                    }
                    showCode(at: code, in: tape, isNew: comeIntoBeing || isAddition, body)
                }
            case .instanceData where isSecond: show(documentsIn: value) { _, _ in false }
            default: return false
            }
            return true
        }
        return isAll
    }

    /// A string, or the strings of an array.
    private func visitStrings(of value: Int, in tape: JSONTape, _ body: (Int) -> Void) {
        if tape.kind(of: value) == .string { return body(value) }
        var walk = tape.elements(of: value)
        while let element = walk.next(in: tape) {
            if tape.kind(of: element) == .string { body(element) }
        }
    }

    private func showCode(at index: Int, in tape: JSONTape, isNew: Bool, _ body: (UnsafeRawBufferPointer) -> Void) {
        if let range = tape.plainContent(at: index) {
            return tape.bytes.withUnsafeBufferPointer {
                showCode(UnsafeBufferPointer(rebasing: $0[range]), isNew: isNew, body)
            }
        }
        showCode(tape.text(at: index), isNew: isNew, body)
    }

    private func showCode(_ text: String, isNew: Bool, _ body: (UnsafeRawBufferPointer) -> Void) {
        var text = text
        text.withUTF8 { showCode($0, isNew: isNew, body) }
    }

    private func showCode(_ text: UnsafeBufferPointer<UInt8>, isNew: Bool, _ body: (UnsafeRawBufferPointer) -> Void) {
        do {
            try reader.visitNames(of: text) { kind, name in
                if isNew || kind != .product { body(name) }
            }
        } catch {
            Self.show("written:\(String(decoding: text, as: UTF8.self))", body)
        }
    }

    private static func show(_ name: String, _ body: (UnsafeRawBufferPointer) -> Void) {
        var name = name
        name.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }

    // MARK: Documents

    /// Shows the names of a document's member; false where one of them lacks its signer.
    private func showNames(
        ofDocument document: String, _ value: JSONValue, by signer: String?, _ body: (UnsafeRawBufferPointer) -> Void
    ) -> Bool {
        var isAll = true
        for text in Self.scalars(of: value) {
            Self.show("document:\(document):\(text)", body)
            if document == "containerNo" { showCode(text, isNew: false, body) }
            guard isSecond, document == Self.permit, let number = Self.permitNumber(text) else { continue }
            if let signer { Self.show(Self.permit(number, of: signer), body) } else { isAll = false }
        }
        return isAll
    }

    /// Under what an operator's events under a permit stand: whatever others write about it stands elsewhere.
    static func permit(_ number: String, of uscc: String) -> String { "permit:\(uscc):\(number)" }

    /// What is compared of a permit's number: its letters and digits of ASCII, large; nil where it has none.
    static func permitNumber(_ written: String) -> String? {
        var number: [UInt8] = []
        for byte in written.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): number.append(byte)
            case UInt8(ascii: "a")...UInt8(ascii: "z"): number.append(byte - 32)
            default: break
            }
        }
        return number.isEmpty ? nil : String(decoding: number, as: UTF8.self)
    }

    /// The text of a scalar, or of the scalars of an array; a number's as it is written.
    private static func scalars(of value: JSONValue) -> [String] {
        value.kind == .array ? value.elements.compactMap(scalar) : [scalar(value)].compactMap(\.self)
    }

    private static func scalar(_ value: JSONValue) -> String? {
        value.string ?? value.numberText ?? value.bool.map { $0 ? "true" : "false" }
    }
}
