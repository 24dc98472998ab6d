extension EventReader {
    /// A member of the event, or of its ilmd, that EPCIS does not define: scalars become data elements.
    mutating func readElement(_ nameIndex: Int, _ value: JSONValue) {
        guard let meaning = checkExtension(nameIndex, value), let text = value.scalarText else { return }
        let name = value.tape.content(at: nameIndex)
        // The namespace counts, not the prefix that a document happens to give it.
        let local = meaning == .yima ? name.drop { $0 != UInt8(ascii: ":") }.dropFirst() : name
        let element = String(decoding: local, as: UTF8.self)
        if event.dataElements.isEmpty { event.dataElements.reserveCapacity(16) }
        if let earlier = event.dataElements.updateValue(text, forKey: element), earlier != text {
            event.dataElements[element] = earlier
            problems.add(
                at: value, en: "\(element.shortened) has another value elsewhere in the event",
                zh: "\(element.shortened) 在事件中有两个不同的值")
        }
    }

    /// ilmd: nothing but extensions.
    mutating func readInstanceData(_ value: JSONValue) {
        guard isObject(value) else { return }
        for member in value.members.raw { readElement(member.name, JSONValue(tape: value.tape, index: member.value)) }
    }

    /// What a name outside the standard means: its prefix must be declared. Nil, and a problem, where it is not.
    @discardableResult
    mutating func checkExtension(_ nameIndex: Int, _ value: JSONValue) -> EventContext.Meaning? {
        let meaning = meaning(of: value.tape.content(at: nameIndex), at: value)
        checkNestedNames(of: value)
        return meaning
    }

    private mutating func meaning(of name: ArraySlice<UInt8>, at value: JSONValue) -> EventContext.Meaning? {
        let shown = { String(decoding: name, as: UTF8.self).shortened }
        guard let colon = name.firstIndex(of: UInt8(ascii: ":")), colon > name.startIndex, colon + 1 < name.endIndex
        else {
            problems.add(
                at: value, en: "unknown field \(shown()); a field of one's own needs a declared prefix",
                zh: "未知字段 \(shown())；自定义字段须带已声明的前缀")
            return nil
        }
        let prefix = name[..<colon]
        if let meaning = own?.meaning(ofPrefix: prefix) { return meaning }
        if let meaning = outer?.meaning(ofPrefix: prefix) {
            needsOuter = true
            return meaning
        }
        if EventContext.isStandard(prefix: prefix) || Self.isWholeIRI(prefix, rest: name[(colon + 1)...]) {
            return .other
        }
        problems.add(
            at: value, en: "the prefix of \(shown()) is not declared in @context",
            zh: "\(shown()) 的前缀未在 @context 中声明")
        return nil
    }

    /// JSON-LD lets a name be a full IRI; `urn:` and `scheme://` are told from prefixes in this way.
    private static func isWholeIRI(_ prefix: ArraySlice<UInt8>, rest: ArraySlice<UInt8>) -> Bool {
        prefix.elementsEqual("urn".utf8) || rest.starts(with: "//".utf8)
    }

    /// Names inside an extension's value may be bare, but a prefix must be declared. Depth is bounded by the document's.
    private mutating func checkNestedNames(of value: JSONValue) {
        switch value.kind {
        case .object:
            // A context of its own inside an extension is that vocabulary's business.
            guard value.member(Name.context) == nil else { return }
            for member in value.members.raw {
                let name = value.tape.content(at: member.name)
                let content = JSONValue(tape: value.tape, index: member.value)
                if name.first != UInt8(ascii: "@"), name.contains(UInt8(ascii: ":")) {
                    _ = meaning(of: name, at: content)
                }
                checkNestedNames(of: content)
            }
        case .array:
            for element in value.elements { checkNestedNames(of: element) }
        default: break
        }
    }
}

extension JSONValue {
    /// The text of a string, number or truth value; nil for null and for what has parts.
    var scalarText: String? {
        switch kind {
        case .string: string
        case .number: numberText
        case .bool: bool == true ? "true" : "false"
        case .object, .array, .null: nil
        }
    }
}
