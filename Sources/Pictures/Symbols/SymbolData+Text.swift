extension SymbolData {
    /// A QR code of any text: what is no code of goods.
    public init(text: String) {
        self.init(kind: .qr, text: text, interpretation: "")
    }
}
