import Values

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
    /// Makes the modules of a symbol; throws `LabelError`: `dataTooLong`, `symbolCannotCarry` or `drawing`.
    private let encode: (SymbolData) throws(LabelError) -> Symbol

    /// - Throws: `LabelError`: `unusableModule` where the module is no positive number.
    public init(
        size: LabelSize = .label, module: Double? = nil, grid: Double? = nil, language: LabelLanguage = .zh,
        measure: any TextMeasure, encode: @escaping (SymbolData) throws(LabelError) -> Symbol
    ) throws(LabelError) {
        if let module, !(module.isFinite && module > 0) {
            throw LabelError(.unusableModule, en: "a module of \(module) mm", zh: "模块尺寸 \(module) 毫米无效")
        }
        precondition(grid.map { $0.isFinite && $0 > 0 } ?? true, "a grid that is no size")
        self.size = size
        self.module = module
        self.grid = grid
        self.language = language
        self.measure = measure
        self.encode = encode
    }

    /// The picture of a label.
    ///
    /// - Throws: `LabelError`: `unusableModule`, `symbolDoesNotFit`, `textDoesNotFit`, and those of `Symbol.init`.
    public func drawing(of content: LabelContent) throws(LabelError) -> LabelDrawing {
        let symbol = try encode(content.data)
        let scales = TypeScale.attempts(width: size.width, height: size.height)
        let modules = try moduleSizes(for: symbol)
        var shortage = Shortage.text
        var broken: (drawing: LabelDrawing, loss: Double)?
        for candidate in Self.candidates(scales, modules) {
            // A little smaller is better than a date in two lines; much smaller is not.
            if let broken, candidate.loss > broken.loss + Self.lossForWholeLines { break }
            switch arrangement(content, symbol, candidate.scale).attempt(candidate.module) {
            case .fits(let drawing, brokenLines: 0): return drawing
            case .fits(let drawing, brokenLines: _): broken = broken ?? (drawing, candidate.loss)
            case .tooSmall(let found): shortage = found
            }
        }
        if let broken { return broken.drawing }
        throw refusal(shortage, symbol.kind, smallestModule: modules.last ?? 0)
    }

    private static let lossForWholeLines = 0.3

    private struct Candidate {
        let scale: TypeScale
        let module: Double
        /// What type and module lose of what would be best, each from 0 to 1.
        let loss: Double
    }

    /// Pairs of type and module, those first that lose least; the smallest of both is the last.
    private static func candidates(_ scales: [TypeScale], _ modules: [Double]) -> [Candidate] {
        guard let scaleBest = scales.first?.factor, let moduleBest = modules.first else { return [] }
        return scales.flatMap { scale in
            modules.map { Candidate(scale: scale, module: $0, loss: 2 - scale.factor / scaleBest - $0 / moduleBest) }
        }
        .sorted { $0.loss < $1.loss }
    }

    /// What came of one attempt.
    enum Attempt {
        /// With so many lines that had to be broken.
        case fits(LabelDrawing, brokenLines: Int)
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
