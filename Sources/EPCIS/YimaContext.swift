public import StrictJSON

/// The JSON-LD context of the events that Yima itself writes.
public enum YimaContext {
    /// The namespace of Yima's data elements, bound to the prefix `yima`.
    public static let namespace = "urn:yima:elements:"
    public static let prefix = "yima"
    /// The context that EPCIS 2.0 publishes.
    public static let standard = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
    /// The value of `@context`, compact JSON.
    public static let text = #"["\#(standard)",{"\#(prefix)":"\#(namespace)"}]"#

    /// The value of `@context` as a node.
    public static var node: JSONNode { .raw(Array(text.utf8)) }
}
