/// How much of an XML text is read before it is refused.
public struct XMLLimits: Hashable, Sendable {
    /// Bytes of the whole text, as they are fed.
    public var sizeMax: Int
    /// Elements inside one another.
    public var depthMax: Int
    /// Elements in all.
    public var elementsMax: Int
    /// Attributes of one element, and as many declarations of namespaces.
    public var attributesMax: Int
    /// Bytes (UTF-8) of one run of text, and of one tag, comment or the like as it stands in the file.
    public var textBytesMax: Int

    /// A precondition failure where a limit is not positive.
    public init(
        sizeMax: Int, depthMax: Int = 64, elementsMax: Int = 1_000_000, attributesMax: Int = 128,
        textBytesMax: Int = 1 << 20
    ) {
        precondition(
            sizeMax > 0 && depthMax > 0 && elementsMax > 0 && attributesMax > 0 && textBytesMax > 0,
            "a limit that lets nothing through")
        self.sizeMax = sizeMax
        self.depthMax = depthMax
        self.elementsMax = elementsMax
        self.attributesMax = attributesMax
        self.textBytesMax = textBytesMax
    }

    /// A document: 16 MiB, 64 levels, a million elements.
    public static let document = XMLLimits(sizeMax: 16 << 20)
}
