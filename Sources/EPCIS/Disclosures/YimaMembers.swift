package import StrictJSON

/// The members of an event, or of its ilmd, that stand in the namespace of Yima's data elements, however their names are
/// written: with any prefix, as a term of the context, through its `@vocab`, or as a whole IRI.
///
/// More names are understood here than the event reader takes for data elements: a private value must be found under every
/// name that another reader of the event might understand.
package struct YimaMembers: ~Copyable {
    private let scope: NameScope

    /// - Parameter event: a self-standing event; its `@context` says what names mean.
    package init(declaredIn event: JSONValue) {
        // What is wrong with a context is the event reader's to say.
        var ignored = ProblemList()
        let context = event.member(Name.context).map {
            EventContext($0.index, of: $0.tape, problems: &ignored)
        }
        scope = NameScope(own: context, outer: nil)
    }

    /// - Parameter context: the `@context` of an object inside the event, which adds to the one around it.
    package init(declaredIn context: JSONValue, within around: borrowing YimaMembers) {
        var ignored = ProblemList()
        let own = around.scope.own?.extended(by: context, problems: &ignored)
        scope = NameScope(
            own: own ?? EventContext(context.index, of: context.tape, problems: &ignored), outer: nil)
    }

    /// The name, without the namespace, of the member whose name stands in a slot; nil where it is of another namespace.
    package func localName(at slot: Int, of tape: JSONTape) -> String? {
        let content = Array(tape.content(at: slot))
        guard let (name, _) = try? scope.meaning(of: 0..<content.count, in: content.span) else { return nil }
        let iri: String
        switch name {
        case .yima(let local): return String(decoding: content[local], as: UTF8.self)
        case .term(let whole): iri = whole
        case .prefixed: iri = expanded(content)
        }
        return iri.hasPrefix(YimaContext.namespace) ? String(iri.dropFirst(YimaContext.namespace.count)) : nil
    }

    /// The name, in lower case, that somebody careless of capitals, or of the namespace's last colon, may have meant by a member;
    /// nil where it is clearly of another namespace.
    package func carelessName(at slot: Int, of tape: JSONTape) -> String? {
        let content = Array(tape.content(at: slot))
        guard let (name, _) = try? scope.meaning(of: 0..<content.count, in: content.span) else { return nil }
        let iri: String
        switch name {
        case .yima(let local): return String(decoding: content[local], as: UTF8.self).lowercased()
        case .term(let whole): iri = whole.lowercased()
        case .prefixed: iri = expanded(content).lowercased()
        }
        let namespace = YimaContext.namespace.dropLast()
        guard iri.hasPrefix(namespace) else { return nil }
        return String(iri.dropFirst(namespace.count).drop { $0 == ":" })
    }

    package func first(named wanted: String, of object: JSONValue) -> JSONValue? {
        for member in object.members.raw where localName(at: member.name, of: object.tape) == wanted {
            return JSONValue(tape: object.tape, index: member.value)
        }
        return nil
    }

    /// A name for a member of the event that means this element: by a declared prefix where there is one, else the whole IRI.
    package func name(of element: String) -> String {
        let prefix = scope.own?.terms.last { term in
            term.isYima && scope.own?.isYima(prefix: 0..<term.name.count, of: term.name.span) == true
        }
        guard let prefix else { return YimaContext.namespace + element }
        return String(decoding: prefix.name, as: UTF8.self) + ":" + element
    }

    private func expanded(_ name: [UInt8]) -> String {
        let text = String(decoding: name, as: UTF8.self)
        guard let colon = name.firstIndex(of: UInt8(ascii: ":")), let term = scope.own?.term(name.span, 0..<colon)
        else {
            return text
        }
        return term.iri + String(decoding: name[(colon + 1)...], as: UTF8.self)
    }
}
