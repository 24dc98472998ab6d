import EPCIS
import Values

/// Makes the EPCIS 2.0 JSON of one event out of its XML element, and finds what JSON has no place for.
///
/// The levels of `extension` and `baseExtension` of EPCIS 1.x are left out: what stands in them belongs to the element around
/// them. Elements and attributes of other namespaces are kept (`EventMapper+Extensions`).
struct EventMapper {
    let tree: XMLTree
    let vocabulary: CoreBusinessVocabulary
    var prefixes = PrefixTable()
    private(set) var problems: [LocatedError] = []

    init(_ tree: XMLTree, vocabulary: CoreBusinessVocabulary) {
        self.tree = tree
        self.vocabulary = vocabulary
    }

    /// The event as JSON that stands alone, with its own `@context`.
    mutating func event(_ kind: EPCISEvent.Kind) -> PlacedValue {
        var members = PlacedMembers()
        let type = kind == .foreign ? prefixes.member(tree[0].tag.name) : kind.rawValue
        _ = members.set("type", PlacedValue(.text(type), from: 0))
        if tree[0].tag.name.local == Self.quantityEvent {
            readQuantityEvent(into: &members)
        } else {
            readChildren(of: 0, fields: XMLShape.event, into: &members)
        }
        // A bare event as the root of a document carries the document's attributes.
        readAttributes(of: 0, into: &members, known: ["schemaVersion", "creationDate"])
        var whole = PlacedMembers()
        _ = whole.set("@context", PlacedValue(prefixes.context, from: 0))
        guard case .object(let read) = members.object(from: 0).content else { return whole.object(from: 0) }
        for (name, value) in read { _ = whole.set(name, value) }
        return whole.object(from: 0)
    }

    /// The namespaces of EPCIS: inside an event its elements have none, but many write them with one.
    static let namespaces: Set<String> = [
        "urn:epcglobal:epcis:xsd:1", "urn:epcglobal:epcis:xsd:2", "urn:epcglobal:epcis-query:xsd:1",
        "urn:epcglobal:epcis-query:xsd:2",
    ]

    static func isCore(_ name: XMLName) -> Bool { name.namespace.isEmpty || namespaces.contains(name.namespace) }

    // MARK: Kinds

    /// The kind of event that an element of a list becomes: one of another namespace is an event of a type of one's own (EPCIS's schema
    /// lets any stand there). Nil for what is no event.
    static func kind(ofListed name: XMLName) -> EPCISEvent.Kind? { isCore(name) ? kind(of: name) : .foreign }

    /// The kind of event that an element becomes; nil for what is no event of the standard.
    static func kind(of name: XMLName) -> EPCISEvent.Kind? {
        guard isCore(name) else { return nil }
        return name.local == quantityEvent ? .object : EPCISEvent.Kind(rawValue: name.local)
    }

    /// EPCIS 1.x's event of a number of pieces of a class. What it says, an ObjectEvent says that observes as much (EPCIS 1.2, section
    /// 7.4.4: out of use).
    private static let quantityEvent = "QuantityEvent"

    private mutating func readQuantityEvent(into members: inout PlacedMembers) {
        var fields = XMLShape.event
        for name in ["epcList", "quantityList", "action", "parentID", "ilmd"] { fields[name] = nil }
        fields["epcClass"] = XMLField(.uri)
        fields["quantity"] = XMLField(.number)
        var read = PlacedMembers()
        readChildren(of: 0, fields: fields, into: &read)
        guard case .object(let found) = read.object(from: 0).content else { return }
        var quantity = PlacedMembers()
        for (name, value) in found {
            if ["epcClass", "quantity"].contains(name) {
                _ = quantity.set(name, value)
            } else {
                _ = members.set(name, value)
            }
        }
        _ = members.set("action", PlacedValue(.text(EPCISEvent.Action.observe.rawValue), from: 0))
        _ = members.set("quantityList", PlacedValue(.array([quantity.object(from: 0)]), from: 0))
    }

    // MARK: Objects

    /// Reads the children of an element, and of the extension levels in it, as members of an object.
    private mutating func readChildren(of node: Int, fields: [String: XMLField], into members: inout PlacedMembers) {
        refuseText(in: node)
        for child in tree[node].children {
            let name = tree[child].tag.name
            if !Self.isCore(name) {
                members.append(prefixes.member(name), extensionValue(child))
            } else if let field = fields[name.local] {
                read(child, as: field, named: name.local, into: &members)
            } else if name.local == "extension" || name.local == "baseExtension" {
                readAttributes(of: child, into: &members)
                readChildren(of: child, fields: fields, into: &members)
            } else {
                refuse(child)
            }
        }
    }

    private mutating func read(_ node: Int, as field: XMLField, named name: String, into members: inout PlacedMembers) {
        guard let value = value(field.shape, node) else { return }
        switch field.count {
        case .once:
            guard !members.set(name, value) else { return }
            add(node, en: "\(name) stands twice", zh: "\(name) 重复出现")
        case .onceOrMore: members.append(name, value)
        case .array: members.append(name, value, alwaysArray: true)
        }
    }

    /// What an element becomes; nil where there is nothing to write or its problem was noted.
    private mutating func value(_ shape: XMLShape, _ node: Int) -> PlacedValue? {
        switch shape {
        case .text: return text(node).map { PlacedValue(.text($0), from: node) }
        case .uri: return text(node).map { PlacedValue(.text(uri($0, at: node)), from: node) }
        case .word(let list): return text(node).map { PlacedValue(.text(word($0, of: list, at: node)), from: node) }
        case .number: return text(node).flatMap { number($0, at: node) }
        case .list(let name, let element): return list(of: name, element, node)
        case .object(let fields):
            var members = PlacedMembers()
            readChildren(of: node, fields: fields, into: &members)
            readAttributes(of: node, into: &members)
            return members.object(from: node)
        case .reference(let id, let list): return reference(id: id, list, node)
        case .attributes(let shapes): return attributes(shapes, node)
        }
    }

    private mutating func list(of name: String, _ shape: XMLShape, _ node: Int) -> PlacedValue? {
        refuseAttributes(of: node)
        refuseText(in: node)
        var elements: [PlacedValue] = []
        for child in tree[node].children {
            let found = tree[child].tag.name
            guard Self.isCore(found), found.local == name else {
                refuse(child)
                continue
            }
            if let value = value(shape, child) { elements.append(value) }
        }
        return elements.isEmpty ? nil : PlacedValue(.array(elements), from: node)
    }

    private mutating func reference(id: String, _ list: WordList, _ node: Int) -> PlacedValue? {
        refuseChildren(of: node)
        var members = PlacedMembers()
        if let type = tree[node].tag["type"] {
            let word = word(type.trimmedXMLSpace, of: list, at: node)
            _ = members.set("type", PlacedValue(.text(word), from: node, attribute: "type"))
        }
        let text = uri(tree[node].text.trimmedXMLSpace, at: node)
        _ = members.set(id, PlacedValue(.text(text), from: node))
        readAttributes(of: node, into: &members, known: ["type"])
        return members.object(from: node)
    }

    private mutating func attributes(_ shapes: [String: AttributeShape], _ node: Int) -> PlacedValue? {
        refuseChildren(of: node)
        refuseText(in: node)
        var members = PlacedMembers()
        for attribute in tree[node].tag.attributes where attribute.name.namespace.isEmpty {
            guard let shape = shapes[attribute.name.local] else { continue }
            let text = attribute.value.trimmedXMLSpace
            guard let content = content(shape, text, node, attribute.name.local) else { continue }
            _ = members.set(
                attribute.name.local, PlacedValue(content, from: node, attribute: attribute.name.local))
        }
        readAttributes(of: node, into: &members, known: Set(shapes.keys))
        return members.object(from: node)
    }
}

// MARK: Problems

extension EventMapper {
    mutating func add(_ node: Int, attribute: String? = nil, en: String, zh: String) {
        guard problems.count < EventError.problemsMax else { return }
        add(tree[node].tag.place, path: tree.path(of: node, attribute: attribute), en: en, zh: zh)
    }

    private mutating func add(_ place: XMLPlace, path: String, en: String, zh: String) {
        problems.append(
            LocatedError(line: place.line, column: place.column, pointer: path, wording: Wording(en: en, zh: zh)))
    }

    private mutating func refuse(_ node: Int) {
        let name = tree[node].tag.name.written.shown
        let around = tree[node].parent.map { tree[$0].tag.name.local.shown } ?? ""
        add(
            node,
            en: "unknown element \(name) in \(around); an element of one's own needs a namespace",
            zh: "\(around) 中有未知元素 \(name)；自定义元素须有命名空间")
    }

    private mutating func refuseChildren(of node: Int) {
        guard let child = tree[node].children.first else { return }
        refuse(child)
    }

    mutating func refuseText(in node: Int) {
        guard let place = tree[node].textPlace, problems.count < EventError.problemsMax else { return }
        let name = tree[node].tag.name.written.shown
        add(
            place, path: tree.path(of: node), en: "text between the elements of \(name)",
            zh: "\(name) 的子元素之间有多余文本")
    }

    /// Refuses the attributes of an element that becomes an array or a plain text, and so has no place for them.
    private mutating func refuseAttributes(of node: Int) {
        for attribute in tree[node].tag.attributes where !Self.isInstanceAttribute(attribute.name) {
            refuse(attribute, of: node)
        }
    }

    mutating func refuse(_ attribute: XMLTag.Attribute, of node: Int) {
        let name = attribute.name.written.shown
        add(
            node, attribute: attribute.name.written, en: "attribute \(name) has no place in EPCIS 2.0 JSON",
            zh: "属性 \(name) 在 EPCIS 2.0 JSON 中没有对应位置")
    }

    // MARK: Texts

    /// The text of an element that has nothing else; nil for one that says that it has none (`xsi:nil`).
    private mutating func text(_ node: Int) -> String? {
        refuseAttributes(of: node)
        refuseChildren(of: node)
        let text = tree[node].text.trimmedXMLSpace
        return text.isEmpty && isNil(node) ? nil : text
    }
}
