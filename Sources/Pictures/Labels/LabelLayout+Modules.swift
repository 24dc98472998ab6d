import Values

extension LabelLayout {
    /// The module sizes to try, in millimetres, the largest first.
    func moduleSizes(for symbol: Symbol) throws(LabelError) -> [Double] {
        if let module { return [try whole(module, symbol.kind)] }
        let range = symbol.kind.automaticModuleRange
        // A short code does not need the largest symbol that there is room for.
        let upper =
            symbol.kind.isLinear
            ? range.upperBound
            : max(range.lowerBound, min(range.upperBound * growth, Self.matrixSideMax * growth / Double(symbol.width)))
        let steps = 8
        let wanted = (0...steps).map { upper - (upper - range.lowerBound) * Double($0) / Double(steps) }
        guard let grid else { return wanted }
        let pixels = Set(wanted.map { max(1, ($0 / grid).rounded()) })
        let sizes = pixels.map { $0 * grid }.filter { Self.allows(range.lowerBound...upper, $0) }.sorted(by: >)
        guard sizes.isEmpty else { return sizes }
        let smallest = (range.lowerBound / grid).rounded(.up) * grid
        guard Self.allows(symbol.kind.moduleRange, smallest) else { throw tooCoarse(symbol.kind) }
        return [smallest]
    }

    /// The size that was asked for, in whole pixels.
    private func whole(_ module: Double, _ kind: SymbolKind) throws(LabelError) -> Double {
        guard kind.moduleRange.contains(module) else { throw unusable(module, kind) }
        let whole = grid.map { max(1, (module / $0).rounded()) * $0 } ?? module
        guard Self.allows(kind.moduleRange, whole) else { throw tooCoarse(kind) }
        return whole
    }

    /// What a whole pixel gains or loses within a twentieth is within the tolerance of print.
    private static func allows(_ range: ClosedRange<Double>, _ module: Double) -> Bool {
        (range.lowerBound * 0.95...range.upperBound * 1.05).contains(module)
    }

    /// The longest side of a matrix symbol that is chosen by itself on a label of 60 × 40 mm.
    private static let matrixSideMax = 25.0

    /// What the symbol on a larger label may be larger by.
    private var growth: Double { TypeScale.growth(width: size.width, height: size.height) }

    private func unusable(_ module: Double, _ kind: SymbolKind) -> LabelError {
        let range = "\(kind.moduleRange.lowerBound.millimetres)–\(kind.moduleRange.upperBound.millimetres)"
        return LabelError(
            .unusableModule,
            en: "a module of \(module.millimetres) mm: scanners read \(range) mm in a \(kind.name.en)",
            zh: "模块尺寸 \(module.millimetres) 毫米：\(kind.name.zh) 应为 \(range) 毫米，否则无法可靠识读",
            hint: Wording(en: "leave --module out and a size is chosen", zh: "不写 --module 则自动选择"))
    }

    private func tooCoarse(_ kind: SymbolKind) -> LabelError {
        LabelError(
            .unusableModule, en: "pixels too coarse for a \(kind.name.en)", zh: "像素过粗，无法绘制 \(kind.name.zh)",
            hint: Wording(en: "raise --dpi", zh: "请提高 --dpi"))
    }
}
