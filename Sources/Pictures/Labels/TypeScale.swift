/// Sizes of the type of one attempt at a layout, in millimetres.
struct TypeScale {
    /// Multiplies all sizes.
    let factor: Double

    var productName: Double { 4.2 * factor }
    var line: Double { 2.6 * factor }
    var interpretation: Double { 2.1 * factor }
    var note: Double { 1.9 * factor }

    /// Height of a line, by the size of its type.
    static let leading = 1.32

    /// What a label larger than 60 × 40 mm may have larger: twice at most.
    static func growth(width: Double, height: Double) -> Double {
        min(2, max(1, min(width, height * 1.5) / 60))
    }

    /// From what a label of this size is given down to the smallest that is printed: lines of 1.8 mm (GB 7718 for labels of
    /// more than 35 cm² asks for characters of at least that height), a little less on labels too small for it.
    static func attempts(width: Double, height: Double) -> [TypeScale] {
        let first = growth(width: width, height: height)
        let last = min(width, height) < 35 ? 0.62 : 0.68
        return stride(from: first, through: last, by: -0.06).map(TypeScale.init)
    }
}
