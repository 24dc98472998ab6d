import StrictJSON
import Values

extension EventReader {
    /// A member of the event, or of its ilmd, that EPCIS does not define: scalars, and lists of them, become data elements.
    mutating func readElement(_ nameSlot: Int, _ value: Int) {
        guard let meaning = checkExtension(nameSlot, value) else { return }
        guard let text = tape.scalarText(at: value) else {
            if tape.kind(of: value) == .array { readElementList(nameSlot, meaning, value) }
            return
        }
        let element = tape.elementName(nameSlot, meaning)
        if event.dataElements.isEmpty { event.dataElements = Dictionary(minimumCapacity: 12) }
        guard let earlier = event.dataElements.updateValue(text, forKey: element), earlier != text else { return }
        event.dataElements[element] = earlier
        guard !event.hasLaterValues || event.elementValues(element).count == 1 else {
            return event.addElementValues(element, [text])
        }
        // What a name of another vocabulary means in either place is that vocabulary's business.
        guard tape.isYima(meaning) else { return }
        report(
            value, en: "\(element.shown) has another value elsewhere in the event",
            zh: "\(element.shown) 在事件中有两个不同的值")
    }

    /// Several values of one element, as JSON-LD writes them and elements of one name in XML become: two certificates. What is
    /// no scalar in the list has no place among data elements; a list of one is that one. Where the element stands in the
    /// event and in its ilmd, the values of both are its values.
    private mutating func readElementList(_ nameSlot: Int, _ meaning: ExtensionName, _ value: Int) {
        let element = tape.elementName(nameSlot, meaning)
        // Digests of private values are no data of the goods.
        guard element != EPCISEvent.sealedName else { return }
        var values: [String] = []
        var walk = tape.elements(of: value)
        while let item = walk.next(in: tape) {
            if let text = tape.scalarText(at: item) { values.append(text) }
        }
        event.addElementValues(element, values)
    }

    /// ilmd: nothing but extensions.
    mutating func readInstanceData(_ value: Int) {
        guard isObject(value) else { return }
        var walk = tape.members(of: value)
        while let member = walk.next(in: tape) { readElement(member.name, member.value) }
    }

    /// What a name outside the standard means: its prefix must be declared. Nil, and a problem, where it is not.
    @discardableResult @inline(__always)
    mutating func checkExtension(_ nameSlot: Int, _ value: Int) -> ExtensionName? {
        let meaning = meaning(ofName: nameSlot, at: value)
        let kind = tape.kind(of: value)
        if kind == .object || kind == .array { checkNestedNames(of: value) }
        return meaning
    }

    @inline(__always)
    private mutating func meaning(ofName slot: Int, at value: Int) -> ExtensionName? {
        do throws(NameFault) {
            let found: (name: ExtensionName, isOuter: Bool)
            if tape.slots[slot].isEscaped {
                let decoded = tape.content(at: slot)
                found = try names.meaning(of: 0..<decoded.count, in: decoded.span)
            } else {
                found = try names.meaning(of: tape.contentRange(at: slot), in: tape.bytes.span)
            }
            if found.isOuter { needsOuter = true }
            return found.name
        } catch {
            report(error, ofName: slot, at: value)
            return nil
        }
    }

    private mutating func report(_ fault: NameFault, ofName slot: Int, at value: Int) {
        let shown = tape.text(at: slot).shown
        switch fault {
        case .noPrefix:
            report(
                value, en: "unknown field \(shown); a field of one's own needs a declared prefix",
                zh: "未知字段 \(shown)；自定义字段须带已声明的前缀")
        case .undeclared:
            report(
                value, en: "the prefix of \(shown) is not declared in @context", zh: "\(shown) 的前缀未在 @context 中声明")
        }
    }

    /// Names inside an extension's value may be bare, but a prefix must be declared. Depth is bounded by the document's.
    private mutating func checkNestedNames(of value: Int) {
        switch tape.kind(of: value) {
        case .object:
            // A context of its own inside an extension is that vocabulary's business.
            guard tape.member(Name.context, of: value) == nil else { return }
            var walk = tape.members(of: value)
            while let member = walk.next(in: tape) {
                let name = tape.content(at: member.name)
                if name.first != UInt8(ascii: "@"), name.contains(UInt8(ascii: ":")) {
                    _ = meaning(ofName: member.name, at: member.value)
                }
                checkNestedNames(of: member.value)
            }
        case .array:
            var walk = tape.elements(of: value)
            while let element = walk.next(in: tape) { checkNestedNames(of: element) }
        default: break
        }
    }
}

extension JSONTape {
    /// The namespace counts, not the prefix that a document happens to give it.
    @inline(__always)
    fileprivate func elementName(_ nameSlot: Int, _ meaning: ExtensionName) -> String {
        switch meaning {
        case .yima(let local):
            let slot = slots[nameSlot]
            guard !slot.isEscaped else { return String(decoding: content(at: nameSlot)[local], as: UTF8.self) }
            return text(in: local, isASCII: !slot.marks.contains(.multibyte))
        case .prefixed: return text(at: nameSlot)
        case .term(let iri):
            return isYima(meaning) ? String(iri.dropFirst(YimaContext.namespace.count)) : iri
        }
    }

    /// Whether a name means an element of Yima's.
    fileprivate func isYima(_ meaning: ExtensionName) -> Bool {
        switch meaning {
        case .yima: true
        case .prefixed: false
        case .term(let iri): iri.hasPrefix(YimaContext.namespace) && iri.count > YimaContext.namespace.count
        }
    }

    /// The text of a string, number or truth value; nil for null and for what has parts.
    @inline(__always)
    package func scalarText(at index: Int) -> String? {
        let slot = slots[index]
        switch slot.kind {
        case .string: return text(at: index)
        case .number, .bool: return text(in: Int(slot.start)..<Int(slot.end), isASCII: true)
        case .object, .array, .null: return nil
        }
    }
}
