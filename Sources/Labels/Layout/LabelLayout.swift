import Traceability

/// Finds a place for everything on a label, in millimetres.
///
/// A matrix symbol stands at the right with the text at its left, or on labels that are not wide in the middle with the text
/// below; bars stand under the text. The interpretation of the code is at the bottom. Type shrinks and lines wrap until
/// all fits; what cannot fit is refused, never cut off.
public struct LabelLayout {
    public let size: LabelSize
    /// The module size that was asked for, in millimetres; nil to choose it.
    public let module: Double?
    /// The device's pixel in millimetres, where modules must be whole pixels.
    public let grid: Double?
    public let language: LabelLanguage
    let measure: any TextMeasure

    /// - Throws: `LabelError`: `unusableModule` where the module is no positive number.
    public init(
        size: LabelSize = .label, module: Double? = nil, grid: Double? = nil, language: LabelLanguage = .zh,
        measure: any TextMeasure
    ) throws(LabelError) {
        if let module, !(module.isFinite && module > 0) {
            throw LabelError(.unusableModule, en: "a module of \(module) mm", zh: "模块尺寸 \(module) 毫米无效")
        }
        self.size = size
        self.module = module
        self.grid = grid
        self.language = language
        self.measure = measure
    }

    /// The picture of a label.
    ///
    /// - Throws: `LabelError`: `unusableModule`, `symbolDoesNotFit`, `textDoesNotFit`, and those of `Symbol.init`.
    public func drawing(of content: LabelContent) throws(LabelError) -> LabelDrawing {
        let symbol = try Symbol(content.data)
        let scales = TypeScale.attempts(width: size.width, height: size.height)
        let modules = try moduleSizes(for: symbol)
        var shortage = Shortage.text
        for candidate in Self.candidates(scales, modules) {
            let arrangement = arrangement(content, symbol, candidate.scale)
            switch arrangement.attempt(candidate.module) {
            case .fits(let drawing): return drawing
            case .tooSmall(let found): shortage = found
            }
        }
        throw refusal(shortage, symbol.kind, smallestModule: modules.last ?? 0)
    }

    /// Pairs of type and module, those first that lose least of what would be best; the smallest of both is the last.
    private static func candidates(
        _ scales: [TypeScale], _ modules: [Double]
    ) -> [(scale: TypeScale, module: Double)] {
        guard let scaleBest = scales.first?.factor, let moduleBest = modules.first else { return [] }
        return scales.flatMap { scale in modules.map { (scale, $0) } }.sorted { left, right in
            left.0.factor / scaleBest + left.1 / moduleBest > right.0.factor / scaleBest + right.1 / moduleBest
        }
    }

    /// What came of one attempt.
    enum Attempt {
        case fits(LabelDrawing)
        case tooSmall(Shortage)
    }

    enum Shortage {
        case symbol(needs: LabelSize)
        case text
    }

    private func arrangement(_ content: LabelContent, _ symbol: Symbol, _ scale: TypeScale) -> any LabelArrangement {
        symbol.kind.isLinear
            ? LinearArrangement(layout: self, content: content, symbol: symbol, scale: scale)
            : MatrixArrangement(layout: self, content: content, symbol: symbol, scale: scale)
    }

    /// White space at the label's edges, in millimetres.
    var margin: Double { min(4, max(1.2, min(size.width, size.height) * 0.06)) }

    /// Down to the grid, where there is one.
    func snapped(_ length: Double) -> Double {
        guard let grid else { return length }
        return (length / grid + 1e-6).rounded(.down) * grid
    }
}

/// A way in which symbol and text stand on a label, at one size of type.
protocol LabelArrangement {
    /// Places everything around a symbol whose modules have this size in millimetres.
    func attempt(_ module: Double) -> LabelLayout.Attempt
}

extension LabelLayout {
    private func refusal(_ shortage: Shortage, _ kind: SymbolKind, smallestModule: Double) -> LabelError {
        switch shortage {
        case .symbol(let needs):
            LabelError(
                .symbolDoesNotFit,
                en: "the \(kind.name.en) with its quiet zones does not fit a label of \(size.wording.en)",
                zh: "\(kind.name.zh)（含空白区）放不进 \(size.wording.zh) 的标签",
                hint: Wording(
                    en: "with modules of \(smallestModule.millimetres) mm it needs about \(needs.wording.en)",
                    zh: "模块 \(smallestModule.millimetres) 毫米时约需 \(needs.wording.zh)"))
        case .text:
            LabelError(
                .textDoesNotFit, en: "the text does not fit a label of \(size.wording.en) in the smallest type",
                zh: "文字用最小字号也放不进 \(size.wording.zh) 的标签",
                hint: Wording(en: "give a larger --size or shorter lines", zh: "请加大 --size 或缩短文字"))
        }
    }
}
