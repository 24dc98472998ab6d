package import Values

extension Measure {
    /// The amount in a unit as it is written in events (nil: pieces), rounded down to millionths of that unit: 453.59237 g are 1 LBR. Nil
    /// where it is counted in another unit, of which it does not say how much it is.
    package func wholeMillionths(of uom: String?) -> Amount? {
        guard let one = Measure(Amount(millionths: 1_000_000), uom: uom), one.unit == unit else { return nil }
        let quantaPerMillionth = one.quanta / 1_000_000
        guard quantaPerMillionth > 0, let millionths = Int64(exactly: quanta / quantaPerMillionth) else { return nil }
        return Amount(millionths: max(0, millionths))
    }
}
