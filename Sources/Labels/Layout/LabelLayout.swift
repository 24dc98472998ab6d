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
        let modules = try moduleSizes(for: symbol.kind)
        let scales = TypeScale.attempts(width: size.width, height: size.height)
        var closest = Shortage.symbol(needs: size)
        for scale in scales {
            switch arrange(content, symbol, modules: modules, scale: scale) {
            case .fits(let drawing): return drawing
            case .tooSmall(let shortage): closest = shortage
            }
        }
        throw refusal(closest, symbol.kind, smallestModule: modules.last ?? 0)
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

    private func arrange(
        _ content: LabelContent, _ symbol: Symbol, modules: [Double], scale: TypeScale
    ) -> Attempt {
        if symbol.kind.isLinear {
            return LinearArrangement(layout: self, content: content, symbol: symbol, scale: scale).attempt(modules)
        }
        return MatrixArrangement(layout: self, content: content, symbol: symbol, scale: scale).attempt(modules)
    }

    /// White space at the label's edges, in millimetres.
    var margin: Double { min(4, max(1.2, min(size.width, size.height) * 0.06)) }

    /// Down to the grid, where there is one.
    func snapped(_ length: Double) -> Double {
        guard let grid else { return length }
        return (length / grid + 1e-6).rounded(.down) * grid
    }
}

extension LabelLayout {
    /// The module sizes to try, the best first.
    private func moduleSizes(for kind: SymbolKind) throws(LabelError) -> [Double] {
        if let module {
            let whole = grid.map { max(1, (module / $0).rounded()) * $0 } ?? module
            // The grid may take it a little below the bound, never above what was asked by more than half a pixel.
            guard kind.moduleRange.contains(module), whole >= kind.moduleRange.lowerBound * 0.9 else {
                throw unusable(module, kind)
            }
            return [whole]
        }
        let range = kind.automaticModuleRange
        let steps = 8
        let wanted = (0...steps).map { step in
            range.upperBound - (range.upperBound - range.lowerBound) * Double(step) / Double(steps)
        }
        guard let grid else { return wanted }
        let pixels = Set(wanted.map { max(1, ($0 / grid + 1e-6).rounded(.down)) })
        // A tenth below the range is still read, and the next whole pixel may be far above it.
        let sizes = pixels.map { $0 * grid }.filter { $0 >= range.lowerBound * 0.9 }.sorted(by: >)
        guard sizes.isEmpty else { return sizes }
        let smallest = (range.lowerBound / grid).rounded(.up) * grid
        guard kind.moduleRange.contains(smallest) else { throw tooCoarse(kind) }
        return [smallest]
    }

    private func unusable(_ module: Double, _ kind: SymbolKind) -> LabelError {
        let range = "\(kind.moduleRange.lowerBound.millimetres)–\(kind.moduleRange.upperBound.millimetres)"
        return LabelError(
            .unusableModule, en: "a module of \(module.millimetres) mm: scanners read \(range) mm in a \(kind.name.en)",
            zh: "模块尺寸 \(module.millimetres) 毫米：\(kind.name.zh) 应为 \(range) 毫米，否则无法可靠识读",
            hint: Wording(en: "leave --module out and a size is chosen", zh: "不写 --module 则自动选择"))
    }

    private func tooCoarse(_ kind: SymbolKind) -> LabelError {
        LabelError(
            .unusableModule, en: "pixels too coarse for a \(kind.name.en)", zh: "像素过粗，无法绘制 \(kind.name.zh)",
            hint: Wording(en: "raise --dpi", zh: "请提高 --dpi"))
    }

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
