import StrictJSON

/// The words that sensor reports use in EPCIS 2.0 JSON (ISO/IEC 19987 §7.3.7, CBV 2.0 §7.5 and the GS1 Web vocabulary).
enum SensorVocabulary {
    struct List: Sendable {
        /// The field's name.
        let name: String
        let example: String
        let words: [String]
        let table: ByteTable<String>
        /// What the Web URI of a word begins with.
        let web: String
        /// The same written with a prefix of the published context: `gs1:`, `cbv:Comp-`.
        private let compact: String

        init(_ name: String, web: String, compact: String, _ words: String) {
            self.name = name
            self.web = web
            self.compact = compact
            self.words = words.split(whereSeparator: \.isWhitespace).map(String.init)
            example = self.words[0]
            table = ByteTable(self.words.map { ($0, $0) })
        }

        /// The prefix of `compact`, without the colon.
        var prefix: Substring { compact.prefix { $0 != ":" } }

        /// The word that a compact IRI such as `gs1:Temperature` names; nil where it names none.
        func word(withPrefix written: String) -> String? {
            guard written.hasPrefix(compact) else { return nil }
            let word = String(written.dropFirst(compact.count))
            return words.contains(word) ? word : nil
        }

        /// Whether a URI lies in the list's own namespace, where only the bare word may be written.
        func isForeign(_ uri: String) -> Bool {
            ["https://", "http://", "https://www.", "http://www."].contains { uri.hasPrefix($0 + web) }
        }
    }

    static let measurementType = List(
        "measurement type", web: "gs1.org/voc/", compact: "gs1:",
        """
        AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Radioactivity Altitude AmountOfSubstance
        AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area
        Capacitance Conductance Conductivity Count Density Dimensionless DoseEquivalent DoseEquivalentRate
        DynamicViscosity ElectricCharge ElectricCurrent ElectricCurrentDensity ElectricFieldStrength Energy
        Exposure Force Frequency Illuminance Inductance Irradiance KinematicViscosity Length LinearMomentum
        Luminance LuminousFlux LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass
        MassConcentration MassFlowRate MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass
        MolarVolume Power Pressure RadiantFlux RadiantIntensity RelativeHumidity Resistance Resistivity
        SolidAngle SpecificVolume Speed SurfaceDensity SurfaceTension Temperature Time Torque Voltage Volume
        VolumeFlowRate VolumeFraction VolumetricFlux Wavenumber
        """)

    static let alertType = List(
        "sensor alert type", web: "gs1.org/voc/", compact: "gs1:",
        """
        ALARM_CONDITION ERROR_CONDITION
        """)

    static let component = List(
        "component", web: "ref.gs1.org/cbv/Comp-", compact: "cbv:Comp-",
        """
        x y z axial_distance azimuth height spherical_radius polar_angle elevation_angle easting northing
        latitude longitude altitude
        """)

}
