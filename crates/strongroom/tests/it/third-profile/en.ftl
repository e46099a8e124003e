service-name = Harbour Data Service
