//! The classes of statistics, each with risks of its own (domain 2.7, SDC-02).

foundation::words! {
    /// What kind of statistic an item shows: it decides which checks apply.
    #[derive(utoipa::ToSchema)]
    #[schema(as = StatisticClass)]
    StatisticClass {
        Frequencies = "frequencies",
        LinearAggregations = "linear-aggregations",
        Position = "position",
        EndPoints = "end-points",
        Mode = "mode",
        Shape = "shape",
        CorrelationsAndModels = "correlations-and-models",
        HypothesisTests = "hypothesis-tests",
        CalculatedRatios = "calculated-ratios",
        Gini = "gini",
        Concentration = "concentration",
        HazardAndSurvival = "hazard-and-survival",
        LinkedTables = "linked-tables",
        Clusters = "clusters",
    }
}

impl StatisticClass {
    /// Of a table that the service made: a sum or mean brings the risks of an aggregation on top of those of its counts.
    pub fn of_table(has_sums_or_means: bool) -> StatisticClass {
        if has_sums_or_means { StatisticClass::LinearAggregations } else { StatisticClass::Frequencies }
    }
}
