/// How elements and attributes that EPCIS does not define stand in JSON, as GS1's own pairs of documents have it:
///
/// - An element that has only text is a string, whatever its `xsi:type`; white space around the text goes.
/// - An element with attributes or children is an object; its attributes are members like its children.
/// - Elements of one name beside one another are an array, in order.
/// - Names are `prefix:local`, inside an extension also bare where the XML has no namespace there.
/// - Text beside attributes is the member `#text` (the pairs drop the attributes). `xsi:nil` is null, or beside attributes
///   the member `xsi:nil`.
/// - Text between child elements has no place in JSON and is refused.
extension EventMapper {
    private static let instanceNamespace = "http://www.w3.org/2001/XMLSchema-instance"
    private static let schemaNamespace = "http://www.w3.org/2001/XMLSchema"
    static let textName = "#text"

    /// `xsi:type`, `xsi:nil`, `xsi:schemaLocation`: they tell a validator what the element is, and say nothing themselves.
    static func isInstanceAttribute(_ name: XMLName) -> Bool { name.namespace == instanceNamespace }

    func isNil(_ node: Int) -> Bool {
        let value = tree[node].tag.attributes.first {
            Self.isInstanceAttribute($0.name) && $0.name.local == "nil"
        }?.value.trimmedXMLSpace
        return value == "true" || value == "1"
    }

    /// Reads the attributes of an element that becomes an object: those of other namespaces become members.
    mutating func readAttributes(of node: Int, into members: inout PlacedMembers, known: Set<String> = []) {
        for attribute in tree[node].tag.attributes where !Self.isInstanceAttribute(attribute.name) {
            if !attribute.name.namespace.isEmpty {
                add(attribute, of: node, to: &members)
            } else if !known.contains(attribute.name.local) {
                refuse(attribute, of: node)
            }
        }
    }

    private mutating func add(_ attribute: XMLTag.Attribute, of node: Int, to members: inout PlacedMembers) {
        members.append(
            prefixes.member(attribute.name),
            PlacedValue(.text(attribute.value), from: node, attribute: attribute.name.written))
    }

    /// The value of an element of another namespace. Depth is bounded by the document's.
    mutating func extensionValue(_ node: Int) -> PlacedValue {
        let text = tree[node].text.trimmedXMLSpace
        var members = PlacedMembers()
        var hasMembers = false
        for attribute in tree[node].tag.attributes {
            if Self.isInstanceAttribute(attribute.name) {
                guard let said = foreignType(attribute, of: node) ?? nilBesideOthers(attribute, of: node) else {
                    continue
                }
                members.append(prefixes.member(attribute.name), said)
            } else {
                add(attribute, of: node, to: &members)
            }
            hasMembers = true
        }
        let children = tree[node].children
        guard hasMembers || !children.isEmpty else {
            return PlacedValue(text.isEmpty && isNil(node) ? .null : .text(text), from: node)
        }
        for child in children {
            let name = tree[child].tag.name
            // Under EPCIS's namespace as the default one such elements look like its own; bare, they say as much.
            let member = Self.isCore(name) ? name.local : prefixes.member(name)
            members.append(member, extensionValue(child))
        }
        if !children.isEmpty {
            refuseText(in: node)
        } else if !text.isEmpty {
            _ = members.set(Self.textName, PlacedValue(.text(text), from: node))
        }
        return members.object(from: node)
    }

    /// An `xsi:nil` beside attributes of one's own, which make an object of what would be null.
    private func nilBesideOthers(_ attribute: XMLTag.Attribute, of node: Int) -> PlacedValue? {
        let hasOthers = tree[node].tag.attributes.contains { !Self.isInstanceAttribute($0.name) }
        guard attribute.name.local == "nil", hasOthers, isNil(node) else { return nil }
        return PlacedValue(.literal("true"), from: node, attribute: attribute.name.written)
    }

    /// An `xsi:type` that names a type of one's own, which JSON could not tell; nil for those of XML Schema and for the other
    /// attributes of its instance namespace.
    private mutating func foreignType(_ attribute: XMLTag.Attribute, of node: Int) -> PlacedValue? {
        guard attribute.name.local == "type" else { return nil }
        let type = attribute.value.trimmedXMLSpace
        let prefix = type.contains(":") ? String(type.prefix { $0 != ":" }) : ""
        guard tree.namespace(ofPrefix: prefix, at: node) != Self.schemaNamespace else { return nil }
        return PlacedValue(.text(uri(type, at: node)), from: node, attribute: attribute.name.written)
    }
}
