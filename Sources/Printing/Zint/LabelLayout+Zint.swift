public import Pictures

extension LabelLayout {
    /// A layout whose symbols libzint encodes.
    ///
    /// - Throws: `LabelError`: `unusableModule` where the module is no positive number.
    public init(
        size: LabelSize = .label, module: Double? = nil, grid: Double? = nil, language: LabelLanguage = .zh,
        measure: any TextMeasure
    ) throws(LabelError) {
        try self.init(size: size, module: module, grid: grid, language: language, measure: measure) {
            (data) throws(LabelError) in try Symbol(data)
        }
    }
}
