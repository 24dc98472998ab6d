/// The members of an event, or of its ilmd, that stand in the namespace of Yima's data elements, whatever prefix it was given.
struct YimaMembers {
    private let object: JSONValue
    private let context: EventContext?

    /// - Parameter event: a self-standing event; its `@context` says which prefix means what.
    init(of event: JSONValue) {
        self.init(of: event, declaredIn: event)
    }

    init(of object: JSONValue, declaredIn event: JSONValue) {
        self.object = object
        // What is wrong with a context is the event reader's to say.
        var ignored = ProblemList()
        context = event.member(Name.context).map { EventContext($0, problems: &ignored) }
    }

    /// The name of a member without its prefix; nil where it is of another namespace.
    func localName(at index: Int) -> String? {
        let name = object.tape.content(at: index)
        guard let colon = name.firstIndex(of: UInt8(ascii: ":")),
            case .yima? = context?.meaning(ofPrefix: name[..<colon])
        else { return nil }
        return String(decoding: name[(colon + 1)...], as: UTF8.self)
    }

    func first(named wanted: String) -> JSONValue? {
        for member in object.members.raw where localName(at: member.name) == wanted {
            return JSONValue(tape: object.tape, index: member.value)
        }
        return nil
    }
}
