/// The name of an element or attribute (Namespaces in XML 1.0).
public struct XMLName: Hashable, Sendable {
    /// The namespace's URI; empty where the name has none.
    public let namespace: String
    public let local: String
    /// As written; empty where there is none. Two names are the same thing when namespace and local name are.
    public let prefix: String

    public init(namespace: String = "", local: String, prefix: String = "") {
        self.namespace = namespace
        self.local = local
        self.prefix = prefix
    }

    /// As written: `epcis:EPCISDocument`.
    public var written: String { prefix.isEmpty ? local : "\(prefix):\(local)" }
}

/// A place in a text: line and column from 1, the column in characters (Unicode scalars).
public struct XMLPlace: Hashable, Sendable {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// The beginning of an element.
public struct XMLTag: Hashable, Sendable {
    public struct Attribute: Hashable, Sendable {
        public let name: XMLName
        /// References resolved, line breaks and tabs turned to blanks (XML 1.0 §3.3.3).
        public let value: String
    }

    /// A prefix that the element declares; empty for the default namespace. An empty URI takes the declaration back.
    public struct Declaration: Hashable, Sendable {
        public let prefix: String
        public let namespace: String
    }

    public let name: XMLName
    /// In the order written; declarations of namespaces are not among them.
    public let attributes: [Attribute]
    public let declarations: [Declaration]
    /// Of its `<`.
    public let place: XMLPlace

    /// The value of an attribute that has no namespace; nil where it has none of that name.
    public subscript(_ local: String) -> String? {
        attributes.first { $0.name.namespace.isEmpty && $0.name.local == local }?.value
    }
}

/// What an XML text says, piece by piece. Comments and processing instructions say nothing.
public enum XMLToken: Hashable, Sendable {
    case start(XMLTag)
    /// All the text between two tags, CDATA sections included; never empty.
    case text(String, XMLPlace)
    case end
}
